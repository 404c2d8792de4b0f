#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ptrm/architecture.hpp"

namespace ptrm {

/// Who computes the products. All backends run the same network; `reference` is slow and plain, for comparison.
enum class Backend { automatic, eigen, reference };

/// "auto", "eigen", "reference". @throws Error (bad_argument) for another name
Backend parse_backend(std::string_view name);

/// The arithmetic of products. Sums, norms and states are float32 in any case.
enum class Precision { f32 };

/// "f32". @throws Error (bad_argument) for another name
Precision parse_precision(std::string_view name);

struct LoadOptions {
    Backend backend = Backend::automatic;
    Precision precision = Precision::f32;
};

/// A trained network, constant once loaded. Copies share it, and any number of threads may use it at once.
class Model {
public:
    /// Reads one .safetensors file with the official tensor names (F32, F16 or BF16), the architecture as JSON under the
    /// metadata key `trm_config` and, optionally, the task under `ptrm_task`.
    /// @throws Error (io, bad_file) naming the file, the place, what was expected and what was found. Header and shapes are
    ///         checked before any tensor is read.
    static Model load(const std::filesystem::path& path, LoadOptions options = {});

    /// The same from memory. @param name stands for the file's name in errors
    static Model from_memory(std::span<const std::byte> bytes, const std::string& name, LoadOptions options = {});

    const Architecture& architecture() const;
    const Task& task() const;
    /// Numbers in all tensors.
    std::int64_t parameters() const;
    /// The backend that runs: "eigen".
    std::string_view backend() const;
    /// The file's metadata as it stands: provenance, licence and the rest.
    const std::map<std::string, std::string>& metadata() const;

    struct Impl;  ///< internal
    const Impl& impl() const { return *impl_; }

private:
    explicit Model(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

    std::shared_ptr<const Impl> impl_;
};

}  // namespace ptrm
