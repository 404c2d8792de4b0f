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
#include "ptrm/backend.hpp"

namespace [[gnu::visibility("default")]] ptrm {

/// How a model is to compute.
struct LoadOptions {
    Backend backend = Backend::automatic;  ///< the library of the products
    Precision precision = Precision::f32;  ///< their arithmetic
    bool mean_embedding = false;  ///< every puzzle identifier, known or not, gets the mean of the file's embeddings, as the
                                  ///< official loader does where their number is not the data's
};

/// A trained network, constant once loaded. Copies share it, and any number of threads may use it at once.
class Model {
public:
    /// Reads one .safetensors file with the official tensor names (F32, F16 or BF16), the architecture as JSON under the
    /// metadata key `trm_config` and, optionally, the task under `ptrm_task`.
    /// A puzzle embedding of more than 16 MB stays in the file, and its rows are read when a question needs them.
    /// @throws Error (io, bad_file) naming the file, the place, what was expected and what was found. Header and shapes are
    ///         checked before any tensor is read. Error (bad_argument) for a backend or precision that cannot run here.
    static Model load(const std::filesystem::path& path, LoadOptions options = {});

    /// The same from memory. @param name stands for the file's name in errors
    static Model from_memory(std::span<const std::byte> bytes, const std::string& name, LoadOptions options = {});

    /// As `trm_config` says.
    const Architecture& architecture() const;
    /// As `ptrm_task` says.
    const Task& task() const;
    /// Numbers in all tensors.
    std::int64_t parameters() const;
    /// A hash of all weights, of large puzzle embeddings of 1,024 rows: two models with the same one are the same network with
    /// the same weights, whatever their files are called.
    std::uint64_t fingerprint() const;
    /// The backend that runs, "eigen", "onednn" or "reference", and its precision, "f32", "bf16" or "i8".
    std::string_view backend() const;
    /// "f32", "bf16", "i8".
    std::string_view precision() const;
    /// What its products and loops are compiled for on this CPU: between two machines that differ in it, answers may differ where
    /// two are nearly as likely. "avx512, oneDNN 2.6.3 isa 231"
    std::string instructions() const;
    /// The file's metadata as it stands: provenance, licence and the rest.
    const std::map<std::string, std::string>& metadata() const;

    struct Impl;  ///< internal
    const Impl& impl() const { return *impl_; }

private:
    explicit Model(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

    std::shared_ptr<const Impl> impl_;
};

}  // namespace ptrm
