#include "ptrm/model.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include "base/half.hpp"
#include "base/index.hpp"
#include "base/random.hpp"
#include "checkpoint/model_impl.hpp"
#include "formats/safetensors.hpp"
#include "model/config.hpp"
#include "model/tensor_names.hpp"
#include "ptrm/error.hpp"

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

/// Hot loops are compiled for finite numbers alone.
void check_finite(std::span<const float> values, std::int64_t first, const std::string& file, const std::string& tensor) {
    const auto odd = std::find_if_not(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
    if (odd != values.end())
        throw Error(ErrorCode::bad_file, file, "tensor " + tensor, "finite numbers",
                    std::to_string(*odd) + " at number " + std::to_string(first + (odd - values.begin())));
}

std::vector<float> mean_row(const EmbeddingRows& rows, std::int32_t count, Index width) {
    std::vector<double> sum(to_size(width));
    std::vector<float> row(sum.size());
    for (std::int32_t i = 0; i < count; ++i) {
        rows(i, row);
        for (std::size_t j = 0; j < row.size(); ++j) sum[j] += row[j];
    }
    std::transform(sum.begin(), sum.end(), row.begin(), [&](double s) { return static_cast<float>(s / count); });
    return row;
}

/// The rows of a file's puzzle embedding, as they are in the file.
EmbeddingRows rows_of(const std::shared_ptr<const Safetensors>& file, Index width) {
    constexpr std::int64_t kMostInMemory = 4 << 20;  // numbers
    if (file->is_file() && file->entry(tensor_names::kPuzzleEmbedding).elements() > kMostInMemory)
        return [file, width](std::int32_t row, std::span<float> out) {
            const std::int64_t first = row * width;
            file->floats(tensor_names::kPuzzleEmbedding, static_cast<std::uint64_t>(first), out);
            check_finite(out, first, file->name(), tensor_names::kPuzzleEmbedding);
        };
    auto values = std::make_shared<const std::vector<float>>(file->floats(tensor_names::kPuzzleEmbedding));
    check_finite(*values, 0, file->name(), tensor_names::kPuzzleEmbedding);
    return [values, width](std::int32_t row, std::span<float> out) {
        std::copy_n(values->begin() + row * width, width, out.begin());
    };
}

/// In eight chains side by side, for one would take longer than all the rest of loading.
std::uint64_t hash(std::uint64_t state, std::span<const float> values) {
    constexpr std::size_t kChains = 8;
    std::array<std::uint64_t, kChains> chains{};
    std::size_t i = 0;
    for (; i + kChains <= values.size(); i += kChains)
        for (std::size_t chain = 0; chain < kChains; ++chain)
            chains[chain] = mix64(chains[chain] ^ std::bit_cast<std::uint32_t>(values[i + chain]));
    for (; i < values.size(); ++i) state = mix64(state ^ std::bit_cast<std::uint32_t>(values[i]));
    for (const std::uint64_t chain : chains) state = mix64(state ^ chain);
    return state;
}

/// What a file says of the network, its sizes held against its tensors'.
Architecture read_architecture(const Safetensors& file) {
    const auto config = file.metadata().find("trm_config");
    if (config == file.metadata().end())
        throw Error(ErrorCode::bad_file, file.name(), "metadata", "the architecture as JSON under the key trm_config",
                    "no such key");
    Architecture architecture = parse_architecture(config->second, file.name());
    check_tensors(file, tensor_specs(architecture));
    return architecture;
}

/// A network's numbers, as they are in a file.
struct Parameters {
    Weights weights;
    EmbeddingRows embedding;  // null where the architecture has none
    std::int64_t count = 0;
    std::uint64_t fingerprint = 0;
};

Parameters read_parameters(const std::shared_ptr<const Safetensors>& file, const Architecture& architecture) {
    Parameters read;
    for (const TensorSpec& spec : tensor_specs(architecture)) {
        read.count += file->entry(spec.name).elements();
        if (spec.name == tensor_names::kPuzzleEmbedding) {
            read.embedding = rows_of(file, architecture.puzzle_emb_ndim);
            const std::int64_t rows = spec.shape[0], hashed = std::min<std::int64_t>(rows, 1024);
            std::vector<float> row(to_size(architecture.puzzle_emb_ndim));
            for (std::int64_t i = 0; i < hashed; ++i) {
                read.embedding(static_cast<std::int32_t>(i * rows / hashed), row);
                read.fingerprint = hash(read.fingerprint, row);
            }
            continue;
        }
        const auto& values = read.weights[spec.name] = file->floats(spec.name);
        check_finite(values, 0, file->name(), spec.name);
        read.fingerprint = hash(read.fingerprint, values);
    }
    return read;
}

/// Every puzzle has the mean of the embeddings.
void take_mean_embedding(Parameters& parameters, Architecture& architecture, const std::string& file) {
    if (!parameters.embedding)
        throw Error(ErrorCode::bad_argument, file, "", "a model with puzzle embeddings for their mean to be taken of", "none");
    const auto mean = mean_row(parameters.embedding, architecture.num_puzzle_identifiers, architecture.puzzle_emb_ndim);
    parameters.embedding = [mean](std::int32_t, std::span<float> out) { std::copy(mean.begin(), mean.end(), out.begin()); };
    parameters.fingerprint = mix64(~parameters.fingerprint);
    architecture.num_puzzle_identifiers = std::numeric_limits<std::int32_t>::max();
}

Larger larger_of(const Safetensors& file, const Architecture& architecture) {
    const auto text = file.metadata().find("ptrm_larger");
    return parse_larger(text == file.metadata().end() ? "{}" : text->second, architecture, file.name());
}

/// The same network on larger boards: relative positions do not tell them from its own, as long as no cell sees farther.
void enlarge(Architecture& architecture, int side, const Larger& larger, const std::string& file) {
    const bool relative = !architecture.mixer && architecture.positions == PositionEncoding::rope2d;
    if (!relative)
        throw Error(ErrorCode::bad_argument, file, "frame", "a network whose positions are relative, rope2d", "another");
    constexpr int kMost = 256;
    if (side < architecture.grid_side() || side > kMost)
        throw Error(ErrorCode::bad_argument, file, "frame",
                    "a side from " + std::to_string(architecture.grid_side()) + ", the file's, to " + std::to_string(kMost),
                    std::to_string(side));
    if (side > architecture.grid_side()) architecture.window = larger.window;
    architecture.seq_len = side * side;
}

void round_all(Parameters& parameters) {
    for (auto& [name, values] : parameters.weights) round_to_bf16(values);
    if (parameters.embedding)
        parameters.embedding = [rows = std::move(parameters.embedding)](std::int32_t row, std::span<float> out) {
            rows(row, out);
            round_to_bf16(out);
        };
}

/// Bytes that a process may take: what LoadOptions says, or three quarters of the machine's memory.
std::uint64_t memory_limit_of(const LoadOptions& options) {
    if (options.memory_limit > 0) return options.memory_limit;
    return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 4 * 3;
}

/// @throws Error (bad_argument) before anything of that size is allocated
void check_memory(const Safetensors& file, const Architecture& architecture, std::uint64_t limit) {
    std::uint64_t numbers = 0;
    for (const TensorSpec& spec : tensor_specs(architecture))
        if (spec.name != tensor_names::kPuzzleEmbedding) numbers += element_count(spec.shape);
    if (numbers > limit / sizeof(float))
        throw Error(ErrorCode::bad_argument, file.name(), "",
                    "weights of at most " + std::to_string(limit >> 20) + " MB; memory_limit (--memory-limit) raises it",
                    std::to_string(numbers * sizeof(float) >> 20) + " MB");
}

}  // namespace

struct ModelLoader {
    static Model load(ByteSource source, const LoadOptions& options) {
        const auto file = std::make_shared<const Safetensors>(std::move(source));
        const std::uint64_t limit = memory_limit_of(options);
        Architecture architecture = read_architecture(*file);
        check_memory(*file, architecture, limit);
        const Larger larger = larger_of(*file, architecture);
        if (options.frame > 0) enlarge(architecture, options.frame, larger, file->name());
        Parameters parameters = read_parameters(file, architecture);
        parameters.fingerprint ^= to_size(options.frame);
        if (options.mean_embedding) take_mean_embedding(parameters, architecture, file->name());
        if (architecture.bfloat16_weights) round_all(parameters);
        return Model(std::make_shared<const Model::Impl>(
            Model::Impl{file->name(), parameters.count, parameters.fingerprint, limit, options.frame, larger, file->metadata(),
                        Network(architecture, parameters.weights, std::move(parameters.embedding),
                                find_kernels(options.backend, options.precision))}));
    }
};

Model Model::load(const std::filesystem::path& path, LoadOptions options) { return ModelLoader::load(ByteSource(path), options); }

Model Model::from_memory(std::span<const std::byte> bytes, const std::string& name, LoadOptions options) {
    return ModelLoader::load(ByteSource(bytes, name), options);
}

Model::Model(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

const std::string& Model::name() const { return impl_->name; }
std::uint64_t Model::bytes_per_thread() const { return impl_->network.bytes_per_thread(); }
const Architecture& Model::architecture() const { return impl_->network.architecture(); }
std::int64_t Model::parameters() const { return impl_->parameters; }
std::uint64_t Model::fingerprint() const { return impl_->fingerprint; }
std::string_view Model::backend() const { return impl_->network.kernels().name(); }
std::string_view Model::precision() const {
    const Precision precision = impl_->network.kernels().precision();
    return precision == Precision::i8 ? "i8" : precision == Precision::bf16 ? "bf16" : "f32";
}
std::string Model::instructions() const { return impl_->network.kernels().instructions(); }
const std::map<std::string, std::string>& Model::metadata() const { return impl_->metadata; }

}  // namespace ptrm
