#include "formats/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/half.hpp"
#include "base/index.hpp"
#include "formats/json.hpp"
#include "ptrm/error.hpp"

static_assert(std::endian::native == std::endian::little, "the format is little-endian, and values are read as they lie");

namespace ptrm {
namespace {

using nlohmann::json;

DType dtype_of(const std::string& name) {
    if (name == "F32") return DType::f32;
    if (name == "F16") return DType::f16;
    if (name == "BF16") return DType::bf16;
    if (name == "I32") return DType::i32;
    return DType::other;
}

/// Bytes of an element, 0 for a type that is not in the format.
std::uint64_t width_of(const std::string& name) {
    if (name == "F64" || name == "I64" || name == "U64") return 8;
    if (name == "F32" || name == "I32" || name == "U32") return 4;
    if (name == "F16" || name == "BF16" || name == "I16" || name == "U16") return 2;
    if (name == "I8" || name == "U8" || name == "BOOL" || name == "F8_E4M3" || name == "F8_E5M2") return 1;
    return 0;
}

template <class Integer>
Integer to_integer(const json& value, const std::string& file, const std::string& where) {
    if (!value.is_number_unsigned() ||
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<Integer>::max()))
        throw Error(ErrorCode::bad_file, file, where, "a whole number",
                    value.dump(-1, ' ', true, json::error_handler_t::replace));
    return value.get<Integer>();
}

TensorEntry parse_entry(const json& value, const std::string& file, const std::string& tensor) {
    const std::string where = "tensor " + tensor;
    const bool complete = value.is_object() && value.contains("dtype") && value["dtype"].is_string() && value.contains("shape") &&
                          value["shape"].is_array() && value.contains("data_offsets") && value["data_offsets"].is_array() &&
                          value["data_offsets"].size() == 2;
    if (!complete) throw Error(ErrorCode::bad_file, file, where, "must have dtype, shape and two data_offsets");

    TensorEntry entry;
    entry.dtype_name = value["dtype"].get<std::string>();
    entry.dtype = dtype_of(entry.dtype_name);
    const std::uint64_t width = width_of(entry.dtype_name);
    if (width == 0) throw Error(ErrorCode::bad_file, file, where, "a known dtype", "'" + entry.dtype_name + "'");
    std::uint64_t bytes = width;
    for (const auto& dimension : value["shape"]) {
        entry.shape.push_back(to_integer<std::int64_t>(dimension, file, where + ", shape"));
        if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(entry.shape.back()), &bytes))
            throw Error(ErrorCode::bad_file, file, where, "a size that fits 64 bits", "shape " + shape_text(entry.shape));
    }
    entry.begin = to_integer<std::uint64_t>(value["data_offsets"][0], file, where + ", data_offsets");
    entry.end = to_integer<std::uint64_t>(value["data_offsets"][1], file, where + ", data_offsets");
    if (entry.end < entry.begin || entry.end - entry.begin != bytes)
        throw Error(ErrorCode::bad_file, file, where,
                    std::to_string(bytes) + " bytes for " + entry.dtype_name + " " + shape_text(entry.shape),
                    "data_offsets " + std::to_string(entry.begin) + " to " + std::to_string(entry.end));
    return entry;
}

}  // namespace

std::uint64_t element_count(const std::vector<std::int64_t>& shape) {
    std::uint64_t count = 1;
    for (const std::int64_t dimension : shape) count *= static_cast<std::uint64_t>(dimension);
    return count;
}

std::int64_t TensorEntry::elements() const { return static_cast<std::int64_t>(element_count(shape)); }

std::string shape_text(const std::vector<std::int64_t>& shape) {
    std::string text = "[";
    for (const std::int64_t dimension : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(dimension);
    return text + "]";
}

Safetensors::Safetensors(ByteSource source) : source_(std::move(source)) {
    if (const auto what = foreign_file(source_)) throw Error(ErrorCode::bad_file, name(), "", *what);
    std::uint64_t length = 0;
    if (source_.size() < sizeof length)
        throw Error(ErrorCode::bad_file, name(), "", "a safetensors file of at least 8 bytes", std::to_string(source_.size()));
    source_.read(0, std::as_writable_bytes(std::span(&length, 1)));
    if (length > source_.size() - sizeof length) {
        char brace = '{';
        if (source_.size() > sizeof length) source_.read(sizeof length, std::as_writable_bytes(std::span(&brace, 1)));
        if (brace != '{') throw Error(ErrorCode::bad_file, name(), "", "is not a model file (.safetensors)");
        throw Error(ErrorCode::bad_file, name(), "header length",
                    "at most the " + std::to_string(source_.size() - sizeof length) + " bytes that follow it",
                    std::to_string(length) + " (is the file truncated?)");
    }
    constexpr std::uint64_t kLongest = 16 << 20;  // a header of a hundred thousand tensors
    if (length > kLongest)
        throw Error(ErrorCode::bad_file, name(), "header length", "at most " + std::to_string(kLongest) + " bytes",
                    std::to_string(length));
    data_begin_ = sizeof length + length;
    std::string header(length, '\0');
    source_.read(sizeof length, std::as_writable_bytes(std::span(header)));

    json root;
    try {
        root = parse_json<json>(header);
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, name(), "header",
                    std::string("is not the JSON of a safetensors file: ") + problem.what());
    }
    if (!root.is_object()) throw Error(ErrorCode::bad_file, name(), "header", "a JSON object", root.type_name());
    for (const auto& [key, value] : root.items()) {
        if (key != "__metadata__") {
            tensors_.emplace(key, parse_entry(value, name(), key));
            continue;
        }
        for (const auto& [entry, text] : value.items()) {
            if (!text.is_string()) throw Error(ErrorCode::bad_file, name(), "metadata " + entry, "a string", text.type_name());
            metadata_.emplace(entry, text.get<std::string>());
        }
    }
    check_layout(source_.size() - data_begin_);
}

void Safetensors::check_layout(std::uint64_t data_size) const {
    std::vector<std::pair<const TensorEntry*, const std::string*>> order;
    for (const auto& [tensor, entry] : tensors_) order.emplace_back(&entry, &tensor);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first->begin, a.first->end) < std::pair(b.first->begin, b.first->end);
    });
    std::uint64_t covered = 0;
    for (const auto& [entry, tensor] : order) {
        if (entry->begin != covered)
            throw Error(ErrorCode::bad_file, name(), "tensor " + *tensor, "data from byte " + std::to_string(covered) + " on",
                        "byte " + std::to_string(entry->begin) + (entry->begin < covered ? " (an overlap)" : " (a gap)"));
        if (entry->end > data_size)
            throw Error(ErrorCode::bad_file, name(), "tensor " + *tensor,
                        "data within the file's " + std::to_string(data_size) + " bytes",
                        "an end at byte " + std::to_string(entry->end) + " (is the file truncated?)");
        covered = entry->end;
    }
    if (covered != data_size)
        throw Error(ErrorCode::bad_file, name(), "data", std::to_string(covered) + " bytes",
                    std::to_string(data_size) + " (trailing bytes)");
}

const TensorEntry& Safetensors::entry(const std::string& tensor) const {
    const auto at = tensors_.find(tensor);
    if (at == tensors_.end()) throw Error(ErrorCode::bad_file, name(), "tensor " + tensor, "is missing");
    return at->second;
}

std::vector<float> Safetensors::floats(const std::string& tensor) const {
    std::vector<float> values(to_size(entry(tensor).elements()));
    floats(tensor, 0, values);
    return values;
}

void Safetensors::floats(const std::string& tensor, std::uint64_t first, std::span<float> out) const {
    const TensorEntry& found = entry(tensor);
    const auto count = static_cast<std::uint64_t>(found.elements());
    if (first > count || out.size() > count - first)
        throw Error(ErrorCode::bad_file, name(), "tensor " + tensor, std::to_string(first + out.size()) + " values",
                    std::to_string(count));
    const std::uint64_t begin = data_begin_ + found.begin;
    if (found.dtype == DType::f32) return source_.read(begin + 4 * first, std::as_writable_bytes(out));
    if (found.dtype != DType::f16 && found.dtype != DType::bf16)
        throw Error(ErrorCode::bad_file, name(), "tensor " + tensor, "F32, F16 or BF16", found.dtype_name);
    std::vector<std::uint16_t> halves(out.size());
    source_.read(begin + 2 * first, std::as_writable_bytes(std::span(halves)));
    const auto widen = [&](auto from) { std::transform(halves.begin(), halves.end(), out.begin(), from); };
    if (found.dtype == DType::f16)
        widen([](std::uint16_t bits) { return from_f16(bits); });
    else
        widen([](std::uint16_t bits) { return from_bf16(bits); });
}

std::vector<std::int32_t> Safetensors::ints(const std::string& tensor) const {
    const TensorEntry& found = entry(tensor);
    if (found.dtype != DType::i32) throw Error(ErrorCode::bad_file, name(), "tensor " + tensor, "I32", found.dtype_name);
    std::vector<std::int32_t> values(to_size(found.elements()));
    source_.read(data_begin_ + found.begin, std::as_writable_bytes(std::span(values)));
    return values;
}

std::string safetensors_header(const std::vector<TensorSource>& tensors, const std::map<std::string, std::string>& metadata,
                               DType dtype) {
    const std::uint64_t width = dtype == DType::bf16 ? 2 : 4;
    json header;
    header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const TensorSource& tensor : tensors) {
        const std::uint64_t end = offset + width * element_count(tensor.shape);
        header[tensor.name] = {
            {"dtype", dtype == DType::bf16 ? "BF16" : "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    const std::uint64_t length = text.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text;
}

void write_safetensors(const std::filesystem::path& path, const std::vector<TensorSource>& tensors,
                       const std::map<std::string, std::string>& metadata, DType dtype) {
    const std::filesystem::path part = path.string() + ".part";
    std::ofstream file(part, std::ios::binary);
    const auto write = [&](const void* bytes, std::size_t size) {
        file.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
    };
    const std::string header = safetensors_header(tensors, metadata, dtype);
    write(header.data(), header.size());
    std::vector<float> values;
    std::vector<std::uint16_t> halves;
    for (const TensorSource& tensor : tensors) {
        const std::uint64_t count = element_count(tensor.shape);
        for (std::uint64_t first = 0; first < count && file; first += values.size()) {
            values.resize(std::min<std::uint64_t>(count - first, 1 << 20));
            tensor.read(first, values);
            if (dtype == DType::bf16) {
                halves.resize(values.size());
                std::transform(values.begin(), values.end(), halves.begin(), to_bf16);
                write(halves.data(), 2 * halves.size());
            } else {
                write(values.data(), 4 * values.size());
            }
        }
    }
    file.close();
    std::error_code problem;
    if (file) std::filesystem::rename(part, path, problem);
    if (!file || problem) {
        const std::string reason = problem ? problem.message() : std::strerror(errno);
        std::filesystem::remove(part, problem);
        throw Error(ErrorCode::io, path.string(), "", "cannot be written: " + reason);
    }
}

}  // namespace ptrm
