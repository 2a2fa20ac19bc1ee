//! Reads the index of a PyTorch checkpoint: a pickle, of which only what names tensors is understood.
//!
//! Python's unpickler calls whatever a file names. This reader calls nothing: it knows the opcodes and the five kinds
//! of names that `torch.save` writes for a dictionary of tensors, and refuses a file at the first byte that is
//! anything else. (Opcodes: `pickletools` in Python's library; forms: `torch/serialization.py` and `torch/_utils.py`.)

use std::collections::HashMap;
use std::rc::Rc;

use super::CheckpointError;
use super::value::{IndexedTensor, Name, StorageKind, Value, inner};

/// Tuples inside tuples beyond this are no part of a checkpoint.
const DEEPEST_TUPLE: usize = 8;

/// One pickle's value, and the bytes behind it.
pub(super) fn read(bytes: &[u8]) -> Result<(Value, &[u8]), CheckpointError> {
    Reader { bytes, at: 0, stack: Vec::new(), memo: HashMap::new() }.run()
}

/// The tensors of a checkpoint's dictionary, by key, in the file's order.
pub(super) fn tensors(value: Value) -> Result<Vec<(String, IndexedTensor)>, CheckpointError> {
    let Value::Dictionary(entries) = value else {
        return Err(CheckpointError::Refused("it doesn't hold a dictionary of tensors".into()));
    };
    let tensor = |(key, value): (Rc<str>, Value)| match value {
        Value::Tensor(tensor) => Ok((key.as_ref().to_owned(), tensor.as_ref().clone())),
        _ => Err(CheckpointError::Refused(format!("entry {key:?} isn't a tensor; save the state dictionary alone"))),
    };
    entries.into_iter().map(tensor).collect()
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    stack: Vec<Value>,
    memo: HashMap<u32, Value>,
}

impl<'b> Reader<'b> {
    fn run(mut self) -> Result<(Value, &'b [u8]), CheckpointError> {
        loop {
            let at = self.at;
            let opcode = self.take(1)?[0];
            match opcode {
                0x80 => {
                    let protocol = self.take(1)?[0];
                    if protocol != 2 {
                        return Err(refused(at, &format!("pickle protocol {protocol} (torch.save writes 2)")));
                    }
                }
                b'}' => self.stack.push(Value::Dictionary(Vec::new())),
                b']' => self.stack.push(Value::List(Vec::new())),
                b')' => self.stack.push(Value::Tuple(Rc::from([]), 0)),
                b'(' => self.stack.push(Value::Mark),
                b'N' => self.stack.push(Value::None),
                0x88 => self.stack.push(Value::Bool(true)),
                0x89 => self.stack.push(Value::Bool(false)),
                b'K' => {
                    let value = self.take(1)?[0];
                    self.stack.push(Value::Integer(value.into()));
                }
                b'M' => {
                    let value = u16::from_le_bytes(self.array()?);
                    self.stack.push(Value::Integer(value.into()));
                }
                b'J' => {
                    let value = i32::from_le_bytes(self.array()?);
                    self.stack.push(Value::Integer(value.into()));
                }
                0x8a => self.long(at)?,
                b'X' => {
                    let length = u32::from_le_bytes(self.array()?) as usize;
                    let text = self.take(length)?;
                    let text = std::str::from_utf8(text).map_err(|_| refused(at, "a text that isn't UTF-8"))?;
                    self.stack.push(Value::Text(text.into()));
                }
                b'q' => {
                    let slot = self.take(1)?[0];
                    self.put(slot.into(), at)?;
                }
                b'r' => {
                    let slot = u32::from_le_bytes(self.array()?);
                    self.put(slot, at)?;
                }
                b'h' => {
                    let slot = self.take(1)?[0];
                    self.get(slot.into(), at)?;
                }
                b'j' => {
                    let slot = u32::from_le_bytes(self.array()?);
                    self.get(slot, at)?;
                }
                b't' => {
                    let items = self.pop_to_mark(at)?;
                    self.tuple(items, at)?;
                }
                0x85..=0x87 => {
                    let count = usize::from(opcode - 0x84);
                    let first = self.stack.len().checked_sub(count).ok_or_else(|| refused(at, "a tuple of nothing"))?;
                    let items = self.stack.split_off(first);
                    self.tuple(items, at)?;
                }
                b'c' => {
                    let name = self.name(at)?;
                    self.stack.push(Value::Name(name));
                }
                b'Q' => self.persistent(at)?,
                b'R' => self.reduce(at)?,
                b's' => {
                    let (value, key) = (self.pop(at)?, self.pop(at)?);
                    self.set(vec![key, value], at)?;
                }
                b'u' => {
                    let items = self.pop_to_mark(at)?;
                    self.set(items, at)?;
                }
                b'a' => {
                    let item = self.pop(at)?;
                    self.append(vec![item], at)?;
                }
                b'e' => {
                    let items = self.pop_to_mark(at)?;
                    self.append(items, at)?;
                }
                // An ordered dictionary's attributes: `_metadata`, which holds no tensor.
                b'b' => match (self.pop(at)?, self.stack.last()) {
                    (Value::Dictionary(_) | Value::Opaque, Some(Value::Dictionary(_))) => {}
                    _ => return Err(refused(at, "attributes of something that isn't a dictionary")),
                },
                b'.' => {
                    let value = self.pop(at)?;
                    if !self.stack.is_empty() {
                        return Err(refused(at, "more than one value"));
                    }
                    return Ok((value, &self.bytes[self.at..]));
                }
                other => return Err(refused(at, &format!("opcode {other:#04x}, which no dictionary of tensors has"))),
            }
        }
    }

    fn take(&mut self, count: usize) -> Result<&'b [u8], CheckpointError> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(|| CheckpointError::Malformed("its index ends in the middle".into()))?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CheckpointError> {
        Ok(self.take(N)?.try_into().expect("as many bytes as asked for"))
    }

    fn line(&mut self) -> Result<&'b str, CheckpointError> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(256).position(|byte| *byte == b'\n');
        let length = length.ok_or_else(|| refused(self.at, "an endless name"))?;
        let line = &self.take(length + 1)?[..length];
        std::str::from_utf8(line).map_err(|_| refused(self.at, "a name that isn't UTF-8"))
    }

    fn pop(&mut self, at: usize) -> Result<Value, CheckpointError> {
        self.stack.pop().ok_or_else(|| refused(at, "a value that was never made"))
    }

    fn pop_to_mark(&mut self, at: usize) -> Result<Vec<Value>, CheckpointError> {
        let mark = self.stack.iter().rposition(|value| matches!(value, Value::Mark));
        let mark = mark.ok_or_else(|| refused(at, "the end of something that never began"))?;
        let items = self.stack.split_off(mark + 1);
        self.stack.pop();
        Ok(items)
    }

    /// Whole numbers of up to 64 bits; the format's magic number, which is longer, is nobody's dimension.
    fn long(&mut self, at: usize) -> Result<(), CheckpointError> {
        let length = usize::from(self.take(1)?[0]);
        let bytes = self.take(length)?;
        if length > 8 {
            if length > 16 {
                return Err(refused(at, "a number of more than 128 bits"));
            }
            self.stack.push(Value::Opaque);
            return Ok(());
        }
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        let mut number = [if negative { 0xff } else { 0 }; 8];
        number[..length].copy_from_slice(bytes);
        self.stack.push(Value::Integer(i64::from_le_bytes(number)));
        Ok(())
    }

    fn put(&mut self, slot: u32, at: usize) -> Result<(), CheckpointError> {
        let value = self.stack.last().ok_or_else(|| refused(at, "a value that was never made"))?;
        let kept = match value {
            Value::Dictionary(_) | Value::List(_) => Value::Opaque,
            value => value.clone(),
        };
        self.memo.insert(slot, kept);
        Ok(())
    }

    fn get(&mut self, slot: u32, at: usize) -> Result<(), CheckpointError> {
        let value = self.memo.get(&slot).ok_or_else(|| refused(at, "a value that was never kept"))?;
        self.stack.push(value.clone());
        Ok(())
    }

    fn tuple(&mut self, items: Vec<Value>, at: usize) -> Result<(), CheckpointError> {
        let items: Vec<Value> = items.into_iter().map(inner).collect();
        let depth = |value: &Value| if let Value::Tuple(_, depth) = value { depth + 1 } else { 0 };
        let deepest = items.iter().map(depth).max().unwrap_or(0);
        if deepest > DEEPEST_TUPLE {
            return Err(refused(at, "tuples nested deeper than any checkpoint's"));
        }
        self.stack.push(Value::Tuple(items.into(), deepest));
        Ok(())
    }

    fn name(&mut self, at: usize) -> Result<Name, CheckpointError> {
        let (module, name) = (self.line()?, self.line()?);
        let known = match (module, name) {
            ("collections", "OrderedDict") => Some(Name::OrderedDict),
            ("torch._utils", "_rebuild_tensor_v2") => Some(Name::RebuildTensor),
            ("torch._utils", "_rebuild_parameter") => Some(Name::RebuildParameter),
            ("torch", name) => StorageKind::ALL.into_iter().find(|kind| kind.class_name() == name).map(Name::Storage),
            _ => None,
        };
        known.ok_or_else(|| refused(at, &format!("a call of {module}.{name}, which no dictionary of tensors needs")))
    }

    /// A storage: `('storage', class, key, location, elements)`, in older files with an absent view behind.
    fn persistent(&mut self, at: usize) -> Result<(), CheckpointError> {
        let wrong = || refused(at, "a reference to something other than a storage");
        let Value::Tuple(items, _) = self.pop(at)? else { return Err(wrong()) };
        let (storage, rest) = items.split_at_checked(5).ok_or_else(wrong)?;
        match (storage, rest) {
            (
                [
                    Value::Text(tag),
                    Value::Name(Name::Storage(kind)),
                    Value::Text(key),
                    Value::Text(_),
                    Value::Integer(size),
                ],
                [] | [Value::None],
            ) if tag.as_ref() == "storage" && is_storage_key(key) => {
                let size = u64::try_from(*size).map_err(|_| wrong())?;
                self.stack.push(Value::Storage(key.clone(), *kind, size));
                Ok(())
            }
            _ => Err(wrong()),
        }
    }

    fn reduce(&mut self, at: usize) -> Result<(), CheckpointError> {
        let (arguments, callee) = (self.pop(at)?, self.pop(at)?);
        let (Value::Tuple(arguments, _), Value::Name(name)) = (arguments, callee) else {
            return Err(refused(at, "a call of something that isn't a name"));
        };
        let made = match (name, &*arguments) {
            (Name::OrderedDict, []) => Value::Dictionary(Vec::new()),
            (
                Name::RebuildTensor,
                [
                    Value::Storage(storage, kind, size),
                    Value::Integer(offset),
                    Value::Tuple(shape, _),
                    Value::Tuple(strides, _),
                    Value::Bool(_),
                    _,
                ],
            ) => {
                let numbers = |values: &[Value]| -> Option<Vec<usize>> {
                    let number = |value: &Value| match value {
                        Value::Integer(number) => usize::try_from(*number).ok(),
                        _ => None,
                    };
                    values.iter().map(number).collect()
                };
                let wrong = || refused(at, "a tensor whose shape isn't whole numbers");
                let tensor = IndexedTensor {
                    storage: storage.clone(),
                    kind: *kind,
                    storage_size: *size,
                    offset: u64::try_from(*offset).map_err(|_| wrong())?,
                    shape: numbers(shape).ok_or_else(wrong)?,
                    strides: numbers(strides).ok_or_else(wrong)?,
                };
                if !tensor.lies_in_its_storage() {
                    return Err(refused(at, "a tensor that reaches beyond its storage"));
                }
                Value::Tensor(Rc::new(tensor))
            }
            (Name::RebuildParameter, [Value::Tensor(tensor), Value::Bool(_), _]) => Value::Tensor(tensor.clone()),
            _ => return Err(refused(at, "a call with other arguments than torch.save writes")),
        };
        self.stack.push(made);
        Ok(())
    }

    fn set(&mut self, items: Vec<Value>, at: usize) -> Result<(), CheckpointError> {
        let Some(Value::Dictionary(entries)) = self.stack.last_mut() else {
            return Err(refused(at, "entries of something that isn't a new dictionary"));
        };
        let mut items = items.into_iter();
        while let Some(key) = items.next() {
            match (key, items.next()) {
                (Value::Text(key), Some(value)) => entries.push((key, inner(value))),
                _ => return Err(refused(at, "a dictionary whose keys aren't texts")),
            }
        }
        Ok(())
    }

    fn append(&mut self, items: Vec<Value>, at: usize) -> Result<(), CheckpointError> {
        match self.stack.last_mut() {
            Some(Value::List(list)) => list.extend(items.into_iter().map(inner)),
            _ => return Err(refused(at, "items of something that isn't a new list")),
        }
        Ok(())
    }
}

/// Keys become names inside an archive.
fn is_storage_key(key: &str) -> bool {
    (1..=32).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn refused(at: usize, what: &str) -> CheckpointError {
    CheckpointError::Refused(format!("byte {at} of its index holds {what}"))
}
