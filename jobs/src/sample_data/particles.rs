//! Korean particles, whose form depends on the sound before them.

/// Pairs of forms: after a final consonant, and after a vowel.
const FORMS: &[(&str, &str)] = &[
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("으로", "로"),
    ("이라", "라"),
    ("이나", "나"),
    ("이란", "란"),
    ("이다", "다"),
    ("이며", "며"),
];

/// How a word ends when it is read aloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Vowel,
    /// The consonant ㄹ, after which 으로 becomes 로.
    Rieul,
    Consonant,
}

/// The form of `particle` (named by its form after a consonant: 은, 이, 을, 과, 으로 …) that follows
/// `text`. `None` for a particle that isn't known.
pub(super) fn after(text: &str, particle: &str) -> Option<&'static str> {
    let (consonant_form, vowel_form) = FORMS.iter().find(|(form, _)| *form == particle)?;
    let takes_vowel_form = match ending(text) {
        Ending::Vowel => true,
        Ending::Rieul => particle == "으로",
        Ending::Consonant => false,
    };
    Some(if takes_vowel_form { vowel_form } else { consonant_form })
}

fn ending(text: &str) -> Ending {
    let spoken = text.chars().rev().find(|character| character.is_alphanumeric() || *character == '%');
    match spoken {
        Some(syllable @ '가'..='힣') => match (u32::from(syllable) - u32::from('가')) % 28 {
            0 => Ending::Vowel,
            8 => Ending::Rieul,
            _ => Ending::Consonant,
        },
        // 영 일 이 삼 사 오 육 칠 팔 구
        Some('1' | '7' | '8') => Ending::Rieul,
        Some('0' | '3' | '6') => Ending::Consonant,
        // The letters' Korean names: 엘, 알; 엠, 엔; all others end in a vowel.
        Some('l' | 'L' | 'r' | 'R') => Ending::Rieul,
        Some('m' | 'M' | 'n' | 'N') => Ending::Consonant,
        _ => Ending::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn particles_follow_the_final_sound() {
        for (word, particle, form) in [
            ("국회", "은", "는"),
            ("대통령", "은", "은"),
            ("서울", "으로", "로"),
            ("부산", "으로", "으로"),
            ("제주", "으로", "로"),
            ("서울", "을", "을"),
            ("AI", "과", "와"),
            ("EU", "이", "가"),
            ("HBM", "을", "을"),
            ("URL", "으로", "로"),
            ("3", "을", "을"),
            ("12", "이", "가"),
            ("5.1%", "이", "가"),
            ("‘사라진 골목’", "을", "을"),
            ("절도", "이라", "라"),
        ] {
            assert_eq!(after(word, particle), Some(form), "{word} + {particle}");
        }
        assert_eq!(after("국회", "에서"), None);
    }
}
