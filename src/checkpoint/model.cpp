#include "ptrm/model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "base/half.hpp"
#include "base/random.hpp"
#include "checkpoint/model_impl.hpp"
#include "formats/safetensors.hpp"
#include "model/config.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"

namespace ptrm {
namespace {

/// Holds the file's tensors against those of the architecture, before any is read.
void check_tensors(const Safetensors& file, const std::vector<TensorSpec>& specs) {
    std::set<std::string> known;
    for (const auto& spec : specs) {
        known.insert(spec.name);
        const TensorEntry& entry = file.entry(spec.name);
        const bool readable = entry.dtype == DType::f32 || entry.dtype == DType::f16 || entry.dtype == DType::bf16;
        if (!readable || entry.shape != spec.shape)
            throw Error(ErrorCode::bad_file, file.name(), "tensor " + spec.name,
                        "F32, F16 or BF16 " + shape_text(spec.shape) + " by trm_config",
                        entry.dtype_name + " " + shape_text(entry.shape));
    }
    for (const auto& [tensor, entry] : file.tensors())
        if (!known.contains(tensor))
            throw Error(ErrorCode::bad_file, file.name(), "tensor " + tensor,
                        "is not part of the network that trm_config describes");
}

/// Whether the kind of puzzle that the file names can be of the size that it says. A name that is not known may be a caller's
/// own.
void check_task(const Task& task, const Architecture& arch, const std::string& file) {
    const PuzzleKind* kind = find_puzzle_kind(task.puzzle);
    if (kind == nullptr) return;
    try {
        const auto puzzle = kind->puzzle(task);
        if (puzzle->vocab_size() != arch.vocab_size)
            throw Error(ErrorCode::bad_argument, task.puzzle, "", std::to_string(puzzle->vocab_size()) + " tokens (vocab_size)",
                        std::to_string(arch.vocab_size));
    } catch (const Error& error) {
        throw Error(ErrorCode::bad_file, file,
                    "ptrm_task, " + error.subject() + (error.where().empty() ? "" : ", " + error.where()), error.expected(),
                    error.got());
    }
}

std::shared_ptr<const Model::Impl> load_impl(ByteSource source, LoadOptions options) {
    Safetensors file(std::move(source));
    const auto config = file.metadata().find("trm_config");
    if (config == file.metadata().end())
        throw Error(ErrorCode::bad_file, file.name(), "metadata", "the architecture as JSON under the key trm_config",
                    "no such key");
    const Architecture architecture = parse_architecture(config->second, file.name());
    const auto specs = tensor_specs(architecture);
    check_tensors(file, specs);
    Task task;
    if (const auto text = file.metadata().find("ptrm_task"); text != file.metadata().end())
        task = parse_task(text->second, architecture, file.name());
    check_task(task, architecture, file.name());

    Weights weights;
    std::int64_t parameters = 0;
    std::uint64_t fingerprint = 0;
    for (const auto& spec : specs) {
        auto& values = weights[spec.name] = file.floats(spec.name);
        // Hot loops are compiled for finite numbers alone.
        const auto odd = std::find_if_not(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
        if (odd != values.end())
            throw Error(ErrorCode::bad_file, file.name(), "tensor " + spec.name, "finite numbers",
                        std::to_string(*odd) + " at number " + std::to_string(odd - values.begin()));
        for (const float value : values) fingerprint = mix64(fingerprint ^ std::bit_cast<std::uint32_t>(value));
        if (architecture.bfloat16_weights)
            for (float& value : values) value = from_bf16(to_bf16(value));
        parameters += static_cast<std::int64_t>(values.size());
    }
    return std::make_shared<const Model::Impl>(
        Model::Impl{file.name(), task, parameters, fingerprint, file.metadata(),
                    Network(architecture, weights, find_kernels(options.backend, options.precision))});
}

}  // namespace

Model Model::load(const std::filesystem::path& path, LoadOptions options) { return Model(load_impl(ByteSource(path), options)); }

Model Model::from_memory(std::span<const std::byte> bytes, const std::string& name, LoadOptions options) {
    return Model(load_impl(ByteSource(bytes, name), options));
}

const Architecture& Model::architecture() const { return impl_->network.architecture(); }
const Task& Model::task() const { return impl_->task; }
std::int64_t Model::parameters() const { return impl_->parameters; }
std::uint64_t Model::fingerprint() const { return impl_->fingerprint; }
std::string_view Model::backend() const { return impl_->network.kernels().name(); }
std::string_view Model::precision() const {
    const Precision precision = impl_->network.kernels().precision();
    return precision == Precision::i8 ? "i8" : precision == Precision::bf16 ? "bf16" : "f32";
}
const std::map<std::string, std::string>& Model::metadata() const { return impl_->metadata; }

}  // namespace ptrm
