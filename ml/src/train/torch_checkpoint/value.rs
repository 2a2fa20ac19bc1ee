//! What the index of a PyTorch checkpoint may be made of.

use std::rc::Rc;

/// Element type of a storage, under PyTorch's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageKind {
    /// 32-bit floating point.
    Float,
    /// 16-bit floating point.
    Half,
    /// 16-bit brain floating point.
    BFloat16,
    /// 64-bit floating point.
    Double,
    /// 64-bit integers.
    Long,
    /// 32-bit integers.
    Int,
    /// Bytes.
    Byte,
    /// Truth values.
    Bool,
}

/// A tensor as the index names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedTensor {
    /// Key of the storage its values lie in.
    pub storage: Rc<str>,
    /// Element type.
    pub kind: StorageKind,
    /// Elements in the storage.
    pub storage_size: u64,
    /// First element.
    pub offset: u64,
    /// Shape.
    pub shape: Vec<usize>,
    /// Elements between neighbours along each axis.
    pub strides: Vec<usize>,
}

/// What a pickle may be made of here.
#[derive(Debug, Clone)]
pub(super) enum Value {
    None,
    Bool(bool),
    Integer(i64),
    Text(Rc<str>),
    Tuple(Rc<[Value]>, usize),
    /// Only on the stack: inside anything else it becomes [`Value::Opaque`].
    Dictionary(Vec<(Rc<str>, Value)>),
    /// Only on the stack, as a dictionary.
    List(Vec<Value>),
    Name(Name),
    Storage(Rc<str>, StorageKind, u64),
    Tensor(Rc<IndexedTensor>),
    /// Something that is allowed to be there and isn't looked into, such as `_metadata`.
    Opaque,
    Mark,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Name {
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    Storage(StorageKind),
}

impl StorageKind {
    /// Every kind.
    pub(super) const ALL: [StorageKind; 8] = [
        StorageKind::Float,
        StorageKind::Half,
        StorageKind::BFloat16,
        StorageKind::Double,
        StorageKind::Long,
        StorageKind::Int,
        StorageKind::Byte,
        StorageKind::Bool,
    ];

    /// PyTorch's class name.
    pub fn class_name(self) -> &'static str {
        match self {
            StorageKind::Float => "FloatStorage",
            StorageKind::Half => "HalfStorage",
            StorageKind::BFloat16 => "BFloat16Storage",
            StorageKind::Double => "DoubleStorage",
            StorageKind::Long => "LongStorage",
            StorageKind::Int => "IntStorage",
            StorageKind::Byte => "ByteStorage",
            StorageKind::Bool => "BoolStorage",
        }
    }

    /// Bytes of one element.
    pub fn element_size(self) -> u64 {
        match self {
            StorageKind::Double | StorageKind::Long => 8,
            StorageKind::Float | StorageKind::Int => 4,
            StorageKind::Half | StorageKind::BFloat16 => 2,
            StorageKind::Byte | StorageKind::Bool => 1,
        }
    }
}

impl IndexedTensor {
    /// Whether no element lies behind the storage's end.
    pub(super) fn lies_in_its_storage(&self) -> bool {
        if self.shape.len() != self.strides.len() {
            return false;
        }
        if self.shape.contains(&0) {
            return self.offset <= self.storage_size;
        }
        let mut axes = self.shape.iter().zip(&self.strides);
        let last = axes.try_fold(self.offset, |sum, (size, stride)| {
            sum.checked_add((*size as u64 - 1).checked_mul(*stride as u64)?)
        });
        last.is_some_and(|last| last < self.storage_size)
    }
}

/// What a value is inside another: dictionaries and lists aren't looked into.
pub(super) fn inner(value: Value) -> Value {
    match value {
        Value::Dictionary(_) | Value::List(_) => Value::Opaque,
        value => value,
    }
}
