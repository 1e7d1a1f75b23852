"""Arrow's arrays as numpy sees them, without a copy and without pandas."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

BITS_A_BYTE = 8


def codes_of(array: pa.DictionaryArray) -> npt.NDArray[np.int32]:
    """The index, of 32 bits, of each row's word in the dictionary; anything where the row is null, see ``valid_of``."""
    return _numbers(array.indices, np.dtype(np.int32))


def microseconds_of(array: pa.TimestampArray) -> npt.NDArray[np.int64]:
    """Microseconds since 1970, UTC; anything where the row is null, see ``valid_of``."""
    return _numbers(array, np.dtype(np.int64))


def valid_of(array: pa.Array) -> npt.NDArray[np.bool_] | None:
    """Which rows are not null; None if all are."""
    if array.null_count == 0:
        return None
    bits = array.buffers()[0]
    if bits is None:
        return np.zeros(len(array), np.bool_)
    first = array.offset // BITS_A_BYTE
    last = -(-(array.offset + len(array)) // BITS_A_BYTE)
    unpacked = np.unpackbits(np.frombuffer(bits, np.uint8)[first:last], bitorder="little")
    return unpacked[array.offset % BITS_A_BYTE :][: len(array)].view(np.bool_)


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece, with one dictionary where it has any."""
    if column.num_chunks == 1:
        return column.chunk(0)
    if column.num_chunks == 0:
        return pa.array([], column.type)
    return column.unify_dictionaries().combine_chunks()


def _numbers(array: pa.Array, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    data = array.buffers()[1]
    if data is None:
        return np.zeros(len(array), dtype)
    return np.frombuffer(data, dtype, offset=array.offset * dtype.itemsize, count=len(array))
