#include "convert/torch_checkpoint.hpp"

#include <zip.h>

#include <bit>
#include <cstring>
#include <Eigen/Core>
#include <optional>

#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

using Kind = PickleValue::Kind;

bool is_sequence_of_integers(const PickleValue& value) {
    if (value.kind != Kind::sequence) return false;
    for (const PickleValue* item : value.items)
        if (item->kind != Kind::integer || item->integer < 0) return false;
    return true;
}

/// The tensor that a parameter is of; a tensor itself.
const PickleValue& rebuilt(const PickleValue& object) {
    const bool parameter = object.text == "torch._utils._rebuild_parameter" && !object.arguments().empty() &&
                           object.arguments()[0]->kind == Kind::object;
    return parameter ? *object.arguments()[0] : object;
}

/// How a tensor lies in its storage: its first element, and for each axis its size and its step.
struct Layout {
    std::uint64_t offset = 0;
    std::vector<std::uint64_t> sizes, strides;

    bool contiguous() const {
        std::uint64_t span = 1;  // of the axes behind
        for (std::size_t axis = sizes.size(); axis-- > 0; span *= sizes[axis])
            if (sizes[axis] > 1 && strides[axis] != span) return false;
        return true;
    }

    /// Where element `number`, row-major, lies.
    std::uint64_t place(std::uint64_t number) const {
        std::uint64_t at = offset;
        for (std::size_t axis = sizes.size(); axis-- > 0; number /= sizes[axis]) at += number % sizes[axis] * strides[axis];
        return at;
    }

    static constexpr std::uint64_t kMostElements = std::uint64_t{1} << 40;

    /// Whether it stays within so many elements.
    bool fits(std::uint64_t available) const {
        std::uint64_t count = 1, last = offset;
        for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
            std::uint64_t reach = 0;
            // An expanded axis has stride 0: more elements than its storage, within reason.
            if (__builtin_mul_overflow(count, sizes[axis], &count) || count > kMostElements ||
                (sizes[axis] > 0 && __builtin_mul_overflow(sizes[axis] - 1, strides[axis], &reach)) ||
                __builtin_add_overflow(last, reach, &last))
                return false;
        }
        return count == 0 || last < available;
    }
};

/// The type of a storage's elements.
struct Element {
    std::size_t width;  // bytes
    float (*number)(const std::byte* at);
};

template <class Bits, class Number>
float number_at(const std::byte* at) {
    Bits bits = 0;
    std::memcpy(&bits, at, sizeof bits);
    return static_cast<float>(std::bit_cast<Number>(bits));
}

std::optional<Element> element_of(const std::string& storage) {
    if (storage == "torch.DoubleStorage") return Element{8, number_at<std::uint64_t, double>};
    if (storage == "torch.FloatStorage") return Element{4, number_at<std::uint32_t, float>};
    if (storage == "torch.HalfStorage") return Element{2, number_at<std::uint16_t, Eigen::half>};
    if (storage == "torch.BFloat16Storage") return Element{2, number_at<std::uint16_t, Eigen::bfloat16>};
    return std::nullopt;
}

std::vector<std::uint64_t> integers(const PickleValue& sequence) {
    std::vector<std::uint64_t> numbers;
    for (const PickleValue* item : sequence.items) numbers.push_back(static_cast<std::uint64_t>(item->integer));
    return numbers;
}

/// A tensor as torch.save describes it.
struct Description {
    Element element;
    std::string storage;  // its name in the archive
    Layout layout;
};

}  // namespace

struct TorchCheckpoint::Impl {
    std::string name;
    std::unique_ptr<zip_t, void (*)(zip_t*)> archive{nullptr, zip_discard};
    std::string prefix;  // of the archive's entries: "step_100/"
    std::unique_ptr<Pickle> pickle;

    [[noreturn]] void fail(const std::string& where, const std::string& expected, const std::string& got = {}) const {
        throw Error(ErrorCode::bad_file, name, where, expected, got);
    }

    /// An entry's size. torch.save never compresses, and an entry that is compressed could hold any amount of data.
    std::uint64_t size(const std::string& path) const {
        zip_stat_t info;
        if (zip_stat(archive.get(), path.c_str(), 0, &info) != 0) fail("archive entry " + path, "is missing");
        if ((info.valid & ZIP_STAT_SIZE) == 0 || info.comp_method != ZIP_CM_STORE || info.size != info.comp_size)
            fail("archive entry " + path, "must be stored without compression, as torch.save does");
        return info.size;
    }

    std::vector<std::byte> entry(const std::string& path) const {
        std::vector<std::byte> bytes(size(path));
        Entry(*this, path).read(0, bytes);
        return bytes;
    }

    /// Reads an entry to its end, where its checksum is compared.
    void verify(const std::string& path) const {
        std::vector<std::byte> part(1 << 16);
        const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen(archive.get(), path.c_str(), 0), zip_fclose);
        zip_int64_t count = file ? 1 : -1;
        while (count > 0) count = zip_fread(file.get(), part.data(), part.size());
        if (count < 0) fail("archive entry " + path, "does not have the checksum that the archive says: the file is damaged");
    }

    /// An open entry, read best from its beginning to its end: the archive's checksum is compared there.
    class Entry {
    public:
        Entry(const Impl& impl, std::string path) : impl_(impl), path_(std::move(path)) {}

        void read(std::uint64_t offset, std::span<std::byte> out) {
            if (!file_) {
                file_.reset(zip_fopen(impl_.archive.get(), path_.c_str(), 0));
                at_ = 0;
            }
            const bool there =
                file_ && (offset == at_ || zip_fseek(file_.get(), static_cast<zip_int64_t>(offset), SEEK_SET) == 0);
            if (!there || zip_fread(file_.get(), out.data(), out.size()) != static_cast<zip_int64_t>(out.size()))
                impl_.fail("archive entry " + path_, "cannot be read (is the file damaged?)");
            at_ = offset + out.size();
        }

    private:
        const Impl& impl_;
        std::string path_;
        std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file_{nullptr, zip_fclose};
        std::uint64_t at_ = 0;
    };

    /// Reads _rebuild_tensor_v2(('storage', TYPE, KEY, device, size), offset, shape, stride, ...).
    Description describe(const PickleValue& value, const std::string& where) const {
        if (!is_tensor(value))
            fail(where, "a tensor", value.text.empty() ? "a plain value" : "'" + value.text + "', which is not run");
        const auto& arguments = rebuilt(value).arguments();
        const bool complete = arguments.size() >= 4 && arguments[0]->kind == Kind::persistent &&
                              arguments[1]->kind == Kind::integer && arguments[1]->integer >= 0 &&
                              is_sequence_of_integers(*arguments[2]) && is_sequence_of_integers(*arguments[3]) &&
                              arguments[2]->items.size() == arguments[3]->items.size();
        if (!complete) fail(where, "is not described as torch.save does");
        const auto& storage = arguments[0]->items[0]->items;
        if (storage.size() < 5 || storage[1]->kind != Kind::global || storage[2]->kind != Kind::text)
            fail(where, "has a storage that is not described as torch.save does");
        const auto element = element_of(storage[1]->text);
        if (!element) fail(where, "float32, float16 or bfloat16", storage[1]->text);
        return {*element,
                storage[2]->text,
                {static_cast<std::uint64_t>(arguments[1]->integer), integers(*arguments[2]), integers(*arguments[3])}};
    }
};

TorchCheckpoint::TorchCheckpoint(const std::filesystem::path& path) : impl_(std::make_shared<Impl>()) {
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
    impl_->verify(impl_->prefix + "data.pkl");
    impl_->pickle = std::make_unique<Pickle>(impl_->entry(impl_->prefix + "data.pkl"), impl_->name);
}

TorchCheckpoint::~TorchCheckpoint() = default;

const PickleValue& TorchCheckpoint::root() const { return impl_->pickle->root(); }

bool TorchCheckpoint::is_tensor(const PickleValue& value) {
    if (value.kind != Kind::object) return false;
    return rebuilt(value).text == "torch._utils._rebuild_tensor_v2";
}

TorchTensor TorchCheckpoint::tensor(const PickleValue& value, const std::string& name) const {
    const std::string where = "tensor " + name;
    const Description described = impl_->describe(value, where);
    const Element element = described.element;
    const Layout& layout = described.layout;
    const std::string path = impl_->prefix + "data/" + described.storage;
    const std::uint64_t available = impl_->size(path) / element.width;
    if (!layout.fits(available))
        impl_->fail(where, "a shape and strides within its storage of " + std::to_string(available) + " elements");

    impl_->verify(path);
    TorchTensor result{{layout.sizes.begin(), layout.sizes.end()}, {}};
    if (layout.contiguous()) {
        const std::shared_ptr<Impl::Entry> entry(new Impl::Entry(*impl_, path), [file = impl_](Impl::Entry* e) { delete e; });
        result.read = [entry, element, offset = layout.offset](std::uint64_t first, std::span<float> out) {
            std::vector<std::byte> bytes(out.size() * element.width);
            entry->read((offset + first) * element.width, bytes);
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = element.number(bytes.data() + i * element.width);
        };
    } else {
        result.read = [file = impl_, path, element, layout](std::uint64_t first, std::span<float> out) {
            const auto bytes = file->entry(path);
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] = element.number(bytes.data() + layout.place(first + i) * element.width);
        };
    }
    return result;
}

}  // namespace ptrm::tools
