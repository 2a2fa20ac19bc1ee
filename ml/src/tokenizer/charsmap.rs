//! sentencepiece's table of what is written for what (`precompiled_charsmap`).
//!
//! Layout: the trie's size in bytes (u32, little-endian); the trie, a double array as darts-clone writes it; then the
//! replacements, each ended by NUL, to whose first bytes the trie's values point.

/// Replacements by the longest text they are for.
#[derive(Debug, Clone)]
pub(super) struct Charsmap {
    trie: Vec<u32>,
    replacements: String,
    /// Whether a text of several characters, one of them a space, is replaced.
    crosses_spaces: bool,
}

impl Charsmap {
    /// Reads a table and walks all of it, so that no text can lead a search astray later.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let (size, rest) = bytes.split_first_chunk::<4>().ok_or("is shorter than its own size")?;
        let size = u32::from_le_bytes(*size) as usize;
        if size > rest.len() || size < 4 || !size.is_multiple_of(4) {
            return Err(format!("says that its trie has {size} bytes of {}", rest.len()));
        }
        let (trie, replacements) = rest.split_at(size);
        let trie = trie.as_chunks::<4>().0.iter().map(|unit| u32::from_le_bytes(*unit)).collect();
        let replacements =
            String::from_utf8(replacements.to_vec()).map_err(|_| "has replacements that aren't UTF-8")?;
        let mut charsmap = Charsmap { trie, replacements, crosses_spaces: false };
        charsmap.crosses_spaces = charsmap.walk()?;
        Ok(charsmap)
    }

    /// Whether a text of several characters, one of them a space, is replaced.
    pub(super) fn crosses_spaces(&self) -> bool {
        self.crosses_spaces
    }

    /// The longest beginning of `text` that is replaced: its length in bytes, and by what.
    pub(super) fn longest(&self, text: &str) -> Option<(usize, &str)> {
        let mut found = None;
        let mut node = self.offset(0)?;
        for (at, byte) in text.bytes().enumerate() {
            let Some((next, value)) = self.step(node, byte) else { break };
            if let Some(value) = value
                && text.is_char_boundary(at + 1)
            {
                found = Some((at + 1, value));
            }
            node = next;
        }
        let (length, value) = found?;
        Some((length, self.replacement(value)?))
    }

    /// From a node by a byte: the next node, and the value of the key that ends there, if one does.
    fn step(&self, node: usize, byte: u8) -> Option<(usize, Option<usize>)> {
        const LABEL: u32 = 1 << 31 | 0xFF;
        const HAS_LEAF: u32 = 1 << 8;
        // Keys hold no NUL, and a leaf is kept where NUL would lead.
        if byte == 0 {
            return None;
        }
        let at = node ^ usize::from(byte);
        let unit = *self.trie.get(at)?;
        if unit & LABEL != u32::from(byte) {
            return None;
        }
        let next = at ^ self.offset(at)?;
        let value = if unit & HAS_LEAF != 0 { Some((self.trie.get(next)? & !(1 << 31)) as usize) } else { None };
        Some((next, value))
    }

    fn offset(&self, at: usize) -> Option<usize> {
        let unit = *self.trie.get(at)?;
        Some(((unit >> 10) << ((unit & 1 << 9) >> 6)) as usize)
    }

    fn replacement(&self, from: usize) -> Option<&str> {
        let rest = self.replacements.get(from..)?;
        Some(rest.split_once('\0').map_or(rest, |(replacement, _)| replacement))
    }

    /// Visits every node: from none may a byte lead outside, and every value must point at a replacement. Returns whether
    /// a key crosses a space. Keys with equal ends share their nodes.
    fn walk(&self) -> Result<bool, String> {
        let root = self.offset(0).ok_or("has an empty trie")?;
        let mut crosses_spaces = false;
        let mut visited = vec![false; self.trie.len()];
        let mut pending = vec![root];
        while let Some(node) = pending.pop() {
            // Not every reader checks where a byte leads to.
            if node | 0xFF >= self.trie.len() {
                return Err("has a trie that leads outside".into());
            }
            if std::mem::replace(&mut visited[node], true) {
                continue;
            }
            for byte in 1..=u8::MAX {
                let Some((next, value)) = self.step(node, byte) else { continue };
                if let Some(value) = value {
                    self.replacement(value).ok_or("has a trie that points past the replacements")?;
                }
                let goes_on = || (1..=u8::MAX).any(|byte| self.step(next, byte).is_some());
                crosses_spaces |= byte == b' ' && (node != root || goes_on());
                pending.push(next);
            }
        }
        Ok(crosses_spaces)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A table in sentencepiece's layout. Every node has 256 places of its own: large, and simple to be sure of.
    pub(crate) fn table(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut replacements = Vec::new();
        // Node by key; node n's children lie in places 256·n to 256·n + 255, and its value in place 256·n.
        let mut nodes = vec![Vec::new()];
        let mut values = std::collections::HashMap::new();
        for (key, replacement) in entries {
            for end in 1..=key.len() {
                let part = key.as_bytes()[..end].to_vec();
                if !nodes.contains(&part) {
                    nodes.push(part);
                }
            }
            values.insert(key.as_bytes().to_vec(), replacements.len() as u32);
            replacements.extend_from_slice(replacement.as_bytes());
            replacements.push(0);
        }
        // The root's unit is place 0, so its children begin at place 256.
        let base = |node: usize| (node + 1) * 256;
        let mut trie = vec![u32::from(b'\0'); base(nodes.len())];
        let offset = |from: usize, to: usize| ((from ^ to) as u32) << 10;
        trie[0] = offset(0, base(0));
        for (number, key) in nodes.iter().enumerate().skip(1) {
            let (last, parent) = key.split_last().unwrap();
            let parent = nodes.iter().position(|node| node == parent).unwrap();
            let at = base(parent) ^ usize::from(*last);
            let has_value = u32::from(values.contains_key(key)) << 8;
            trie[at] = offset(at, base(number)) | has_value | u32::from(*last);
            if let Some(value) = values.get(key) {
                trie[base(number)] = value | 1 << 31;
            }
        }
        let size = (trie.len() as u32 * 4).to_le_bytes();
        [size.to_vec(), trie.iter().flat_map(|unit| unit.to_le_bytes()).collect(), replacements].concat()
    }

    #[test]
    fn the_longest_text_that_is_replaced_wins() {
        let charsmap =
            Charsmap::parse(&table(&[("a", "x"), ("ab", "yy"), ("abcd", ""), ("\u{1112}\u{1161}", "하")])).unwrap();
        assert_eq!(charsmap.longest("abc"), Some((2, "yy")));
        assert_eq!(charsmap.longest("abcde"), Some((4, "")));
        assert_eq!(charsmap.longest("ac"), Some((1, "x")));
        assert_eq!(charsmap.longest("\u{1112}\u{1161}\u{11ab}"), Some((6, "하")));
        assert_eq!((charsmap.longest("b"), charsmap.longest(""), charsmap.longest("\0")), (None, None, None));
        assert!(!charsmap.crosses_spaces());
        assert!(Charsmap::parse(&table(&[("a b", "x")])).unwrap().crosses_spaces());
    }

    #[test]
    fn malformed_tables_are_refused() {
        let whole = table(&[("가", "x")]);
        assert!(Charsmap::parse(&[]).is_err());
        assert!(Charsmap::parse(&[0; 4]).is_err());
        assert!(Charsmap::parse(&whole[..40]).unwrap_err().contains("bytes of"));
        let mut past_the_end = table(&[("a", "x")]);
        let leaf = 4 + 4 * 512;
        past_the_end[leaf] = 9;
        assert!(Charsmap::parse(&past_the_end).unwrap_err().contains("past the replacements"));
        let mut nowhere = whole.clone();
        let last = nowhere.len() - 2;
        nowhere.truncate(last);
        nowhere[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(Charsmap::parse(&nowhere).unwrap_err().contains("outside"));
    }
}
