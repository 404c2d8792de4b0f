#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ptrm {

/// Unpacks what lz-string's compressToBase64() made (pieroxy.net/blog/pages/lz-string), as links of puzzle sites carry it.
/// Characters beyond ASCII become '?'. @param longest characters of the result; a few bytes can stand for many
/// @return nothing if the text is no such packing, is cut off, or is longer
std::optional<std::string> unpack_lz_string(std::string_view base64, std::size_t longest);

}  // namespace ptrm
