#include "formats/torch_checkpoint.hpp"

#include <zip.h>

#include <cstring>

#include "base/half.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
namespace {

using Kind = PickleValue::Kind;

bool is_sequence_of_integers(const PickleValue& value) {
    if (value.kind != Kind::sequence) return false;
    for (const PickleValue* item : value.items)
        if (item->kind != Kind::integer || item->integer < 0) return false;
    return true;
}

}  // namespace

struct TorchCheckpoint::Impl {
    std::string name;
    std::unique_ptr<zip_t, void (*)(zip_t*)> archive{nullptr, zip_discard};
    std::string prefix;  // of the archive's entries: "step_100/"
    std::unique_ptr<Pickle> pickle;

    [[noreturn]] void fail(const std::string& where, const std::string& expected, const std::string& got = {}) const {
        throw Error(ErrorCode::bad_file, name, where, expected, got);
    }

    /// An entry's bytes. torch.save never compresses, and an entry that is compressed could hold any amount of data.
    std::vector<std::byte> entry(const std::string& path) const {
        zip_stat_t info;
        if (zip_stat(archive.get(), path.c_str(), 0, &info) != 0) fail("archive entry " + path, "is missing");
        if ((info.valid & ZIP_STAT_SIZE) == 0 || info.comp_method != ZIP_CM_STORE || info.size != info.comp_size)
            fail("archive entry " + path, "must be stored without compression, as torch.save does");
        std::vector<std::byte> bytes(info.size);
        const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen(archive.get(), path.c_str(), 0), zip_fclose);
        if (!file || zip_fread(file.get(), bytes.data(), bytes.size()) != static_cast<zip_int64_t>(bytes.size()))
            fail("archive entry " + path, "cannot be read (is the file damaged?)");
        return bytes;
    }
};

TorchCheckpoint::TorchCheckpoint(const std::filesystem::path& path) : impl_(std::make_unique<Impl>()) {
    impl_->name = path.string();
    int code = 0;
    impl_->archive.reset(zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code));
    if (!impl_->archive) {
        zip_error_t problem;
        zip_error_init_with_code(&problem, code);
        const std::string text = zip_error_strerror(&problem);
        zip_error_fini(&problem);
        throw Error(code == ZIP_ER_OPEN || code == ZIP_ER_NOENT ? ErrorCode::io : ErrorCode::bad_file, impl_->name, "",
                    "is not a zip archive as torch.save writes it: " + text);
    }
    const auto entries = zip_get_num_entries(impl_->archive.get(), 0);
    for (zip_int64_t i = 0; i < entries; ++i) {
        const std::string entry = zip_get_name(impl_->archive.get(), static_cast<zip_uint64_t>(i), 0);
        if (entry.ends_with("/data.pkl")) impl_->prefix = entry.substr(0, entry.size() - std::strlen("data.pkl"));
    }
    if (impl_->prefix.empty()) impl_->fail("archive", "holds no data.pkl: it is not a PyTorch checkpoint");
    if (zip_name_locate(impl_->archive.get(), (impl_->prefix + "byteorder").c_str(), 0) >= 0) {
        const auto order = impl_->entry(impl_->prefix + "byteorder");
        const std::string text(reinterpret_cast<const char*>(order.data()), order.size());
        if (text != "little") impl_->fail("archive entry byteorder", "little", text);
    }
    impl_->pickle = std::make_unique<Pickle>(impl_->entry(impl_->prefix + "data.pkl"), impl_->name);
}

TorchCheckpoint::~TorchCheckpoint() = default;

const PickleValue& TorchCheckpoint::root() const { return impl_->pickle->root(); }

bool TorchCheckpoint::is_tensor(const PickleValue& value) {
    if (value.kind != Kind::object) return false;
    if (value.text == "torch._utils._rebuild_parameter" && !value.items.empty()) return is_tensor(*value.items[0]);
    return value.text == "torch._utils._rebuild_tensor_v2";
}

TorchTensor TorchCheckpoint::tensor(const PickleValue& value, const std::string& name) const {
    const std::string where = "tensor " + name;
    if (value.kind == Kind::object && value.text == "torch._utils._rebuild_parameter" && !value.items.empty() &&
        value.items[0]->text == "torch._utils._rebuild_tensor_v2")
        return tensor(*value.items[0], name);
    if (!is_tensor(value))
        impl_->fail(where, "a tensor", value.text.empty() ? "a plain value" : "'" + value.text + "', which is not run");

    // _rebuild_tensor_v2(('storage', TYPE, KEY, device, size), offset, shape, stride, ...)
    const auto& arguments = value.items;
    const bool complete = arguments.size() >= 4 && arguments[0]->kind == Kind::persistent &&
                          arguments[1]->kind == Kind::integer && arguments[1]->integer >= 0 &&
                          is_sequence_of_integers(*arguments[2]) && is_sequence_of_integers(*arguments[3]) &&
                          arguments[2]->items.size() == arguments[3]->items.size();
    if (!complete) impl_->fail(where, "is not described as torch.save does");
    const auto& storage = arguments[0]->items[0]->items;
    if (storage.size() < 5 || storage[1]->kind != Kind::global || storage[2]->kind != Kind::text)
        impl_->fail(where, "has a storage that is not described as torch.save does");
    const std::string& type = storage[1]->text;
    const bool wide = type == "torch.FloatStorage", half = type == "torch.HalfStorage", brain = type == "torch.BFloat16Storage";
    if (!wide && !half && !brain) impl_->fail(where, "float32, float16 or bfloat16", type);

    const auto bytes = impl_->entry(impl_->prefix + "data/" + storage[2]->text);
    const std::uint64_t width = wide ? 4 : 2, available = bytes.size() / width;
    TorchTensor result;
    std::vector<std::uint64_t> strides;
    std::uint64_t count = 1, last = static_cast<std::uint64_t>(arguments[1]->integer);
    for (std::size_t i = 0; i < arguments[2]->items.size(); ++i) {
        const auto size = static_cast<std::uint64_t>(arguments[2]->items[i]->integer);
        strides.push_back(static_cast<std::uint64_t>(arguments[3]->items[i]->integer));
        result.shape.push_back(static_cast<std::int64_t>(size));
        std::uint64_t reach = 0;
        if (__builtin_mul_overflow(count, size, &count) || count > available ||
            (size > 0 && __builtin_mul_overflow(size - 1, strides.back(), &reach)) || __builtin_add_overflow(last, reach, &last))
            impl_->fail(where, "a shape within its storage of " + std::to_string(available) + " elements");
    }
    if (count > 0 && last >= available)
        impl_->fail(where, "elements within its storage of " + std::to_string(available),
                    "an element at " + std::to_string(last));

    result.values.reserve(count);
    std::vector<std::uint64_t> index(strides.size(), 0);
    for (std::uint64_t i = 0; i < count; ++i) {
        auto at = static_cast<std::uint64_t>(arguments[1]->integer);
        for (std::size_t axis = 0; axis < index.size(); ++axis) at += index[axis] * strides[axis];
        std::uint32_t bits = 0;
        std::memcpy(&bits, bytes.data() + at * width, width);
        const auto narrow = static_cast<std::uint16_t>(bits);
        result.values.push_back(wide ? std::bit_cast<float>(bits) : half ? from_f16(narrow) : from_bf16(narrow));
        for (std::size_t axis = index.size(); axis-- > 0;) {
            if (++index[axis] < static_cast<std::uint64_t>(result.shape[axis])) break;
            index[axis] = 0;
        }
    }
    return result;
}

}  // namespace ptrm
