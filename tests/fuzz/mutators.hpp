#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace ptrm::test {

using Bytes = std::vector<std::uint8_t>;

/// A changed copy of an input as its format is built, so that the change is not lost in front of it: JSON and CSV by tokens,
/// results by records, pickles by opcodes, the header of a safetensors file under its right length, the entries of a zip under
/// their right checksums.
/// @param target of fuzz_targets()
/// @param bytes  changes bytes in any way, and says how many there are then; there is room for `most`
Bytes mutated(std::string_view target, std::span<const std::uint8_t> input, std::size_t most, std::uint64_t seed,
              const std::function<std::size_t(std::uint8_t* data, std::size_t size, std::size_t most)>& bytes);

}  // namespace ptrm::test
