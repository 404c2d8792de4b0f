#include <algorithm>

#include "c_interface/handles.hpp"
#include "ptrm/version.hpp"

namespace ptrm::c {
namespace {

thread_local std::string t_error;

}  // namespace

ptrm_status fail(ptrm_status status, std::string_view text) noexcept {
    try {
        t_error = text;
    } catch (...) {
        t_error.clear();
    }
    return status;
}

std::string whole_picture(std::string svg, std::string_view style) {
    svg.insert(svg.find('>') + 1, "<style>" + std::string(style) + "</style>");
    return svg.insert(std::string_view("<svg").size(), " xmlns=\"http://www.w3.org/2000/svg\"");
}

void hand_out(std::string_view text, char* buffer, std::size_t capacity, std::size_t* needed) {
    if (needed != nullptr) *needed = text.size() + 1;
    if (capacity == 0) return;
    need("buffer", buffer);
    const std::size_t size = text.size() < capacity ? text.size() : 0;
    std::copy_n(text.data(), size, buffer);
    buffer[size] = 0;
}

}  // namespace ptrm::c

const char* ptrm_version() { return ptrm::version(); }
const char* ptrm_error() { return ptrm::c::t_error.c_str(); }
