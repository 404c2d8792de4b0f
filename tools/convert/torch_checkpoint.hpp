#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "convert/pickle.hpp"

namespace ptrm::tools {

struct TorchTensor {
    std::vector<std::int64_t> shape;
    /// Values from the `first` on, row-major, fetched from the file, which may be closed by then; one call at a time.
    std::function<void(std::uint64_t first, std::span<float> out)> read;
};

/// A file that torch.save wrote: a zip archive of a pickle and the raw storages that its tensors lie in.
class TorchCheckpoint {
public:
    /// @throws Error (io, bad_file)
    explicit TorchCheckpoint(const std::filesystem::path& path);
    ~TorchCheckpoint();

    const PickleValue& root() const;
    /// Whether the value is a tensor, of whatever type.
    static bool is_tensor(const PickleValue& value);
    /// @param name of the tensor, for errors
    /// @throws Error (bad_file) if the value is no tensor of float32, float16 or bfloat16, or reaches beyond its storage
    TorchTensor tensor(const PickleValue& value, const std::string& name) const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace ptrm::tools
