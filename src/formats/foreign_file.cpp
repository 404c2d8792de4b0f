#include "formats/safetensors.hpp"

#include <algorithm>
#include <cctype>

namespace ptrm {

std::optional<std::string> foreign_file(const ByteSource& source) {
    std::string start(std::min<std::uint64_t>(source.size(), 64), '\0');
    source.read(0, std::as_writable_bytes(std::span(start)));
    if (start.starts_with("version https://git-lfs"))
        return "is a Git LFS pointer, which stands for the weights; `git lfs pull` fetches them";
    if (start.starts_with("\x1f\x8b")) return "is compressed with gzip: unpack it with gunzip";
    // What torch.save wrote before 1.6, or writes with _use_new_zipfile_serialization=False: a pickled magic number.
    if (start.starts_with("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"))
        return "is of the old format of torch.save; python -c \"import torch, sys; torch.save(torch.load(sys.argv[1], "
               "map_location='cpu'), "
               "sys.argv[1])\" FILE saves it again in the present one";
    if (start.starts_with("PK\x03\x04") && start.find(".safetensors") == std::string::npos)
        return "is a checkpoint of PyTorch, or another zip archive: ptrm-convert makes a model file of a checkpoint";
    if (start.starts_with("\x89HDF")) return "is an HDF5 file, not weights of PyTorch";
    std::string text;
    for (const char c : start)
        if (!text.empty() || std::isspace(static_cast<unsigned char>(c)) == 0)
            text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (text.starts_with("<!doctype") || text.starts_with("<html") || text.starts_with("<?xml"))
        return "is a web page, not what it links to: download the file itself";
    return std::nullopt;
}

}  // namespace ptrm
