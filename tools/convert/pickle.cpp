#include "convert/pickle.hpp"

#include <bit>
#include <cstring>
#include <unordered_map>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

using Kind = PickleValue::Kind;

class Reader {
public:
    Reader(std::span<const std::byte> bytes, const std::string& name, std::deque<PickleValue>& values)
        : bytes_(bytes), name_(name), values_(values) {}

    const PickleValue* run() {
        for (;;) {
            const auto opcode = static_cast<unsigned char>(number(1));
            if (opcode == '.') return pop();
            execute(opcode);
        }
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw Error(ErrorCode::bad_file, name_, "pickle, byte " + std::to_string(at_), what);
    }

    std::string raw(std::uint64_t size) {
        if (size > bytes_.size() - at_) fail("ends within a value");
        std::string text(reinterpret_cast<const char*>(bytes_.data()) + at_, size);
        at_ += size;
        return text;
    }

    /// A little-endian unsigned number.
    std::uint64_t number(std::size_t size) {
        const std::string text = raw(size);
        std::uint64_t value = 0;
        std::memcpy(&value, text.data(), size);
        return value;
    }

    std::string line() {
        std::string text;
        for (char c; (c = raw(1)[0]) != '\n';) text += c;
        return text;
    }

    PickleValue* make(Kind kind) {
        constexpr std::size_t kMost = 500'000;  // a checkpoint has some thousands
        if (values_.size() >= kMost || stack_.size() >= kMost) fail("holds more than " + std::to_string(kMost) + " values");
        values_.emplace_back();
        values_.back().kind = kind;
        return &values_.back();
    }

    PickleValue* push(Kind kind) {
        PickleValue* value = make(kind);
        stack_.push_back(value);
        return value;
    }

    void push_integer(std::int64_t value) { push(Kind::integer)->integer = value; }
    /// Names are copied into every record of a call, so a long one could fill the memory.
    void push_global(const std::string& module, const std::string& name) {
        constexpr std::size_t kLongest = 256;
        if (module.size() + name.size() > kLongest) fail("names a class by more than " + std::to_string(kLongest) + " bytes");
        push(Kind::global)->text = module + "." + name;
    }
    void push_text(std::string text) { push(Kind::text)->text = std::move(text); }

    PickleValue* pop() {
        if (stack_.empty() || (!marks_.empty() && marks_.back() == stack_.size())) fail("takes from an empty stack");
        PickleValue* value = stack_.back();
        stack_.pop_back();
        return value;
    }

    PickleValue* top() {
        if (stack_.empty()) fail("looks at an empty stack");
        return stack_.back();
    }

    /// Everything since the last mark.
    std::vector<const PickleValue*> pop_marked() {
        if (marks_.empty()) fail("has no mark");
        std::vector<const PickleValue*> items(stack_.begin() + static_cast<Index>(marks_.back()), stack_.end());
        stack_.resize(marks_.back());
        marks_.pop_back();
        return items;
    }

    void push_tuple(std::size_t size) {
        std::vector<const PickleValue*> items(size);
        for (std::size_t i = size; i-- > 0;) items[i] = pop();
        push(Kind::sequence)->items = std::move(items);
    }

    void extend(std::vector<const PickleValue*> items) {
        auto& list = top()->items;
        list.insert(list.end(), items.begin(), items.end());
    }

    void set_items(const std::vector<const PickleValue*>& pairs) {
        if (pairs.size() % 2 != 0) fail("has a key without a value");
        for (std::size_t i = 0; i < pairs.size(); i += 2) top()->entries.emplace_back(pairs[i], pairs[i + 1]);
    }

    /// What Python would call: an ordered dictionary is a mapping like any other, all else an inert record.
    void reduce() {
        const PickleValue *arguments = pop(), *callable = pop();
        if (callable->kind != Kind::global && callable->kind != Kind::object) fail("calls what is no class");
        if (callable->text == "collections.OrderedDict") {
            push(Kind::mapping);
            return;
        }
        PickleValue* object = push(Kind::object);
        object->text = callable->text;
        object->items = {arguments};
    }

    void memoize(std::uint64_t index) {
        memo_[index] = top();
        if (memo_.size() > 500'000) fail("stores more than 500000 values");
    }

    void recall(std::uint64_t index) {
        const auto known = memo_.find(index);
        if (known == memo_.end()) fail("recalls what it never stored");
        stack_.push_back(known->second);
    }

    void execute(unsigned char opcode) {
        switch (opcode) {
            case 0x80: number(1); break;  // PROTO
            case 0x95: number(8); break;  // FRAME
            case '(': marks_.push_back(stack_.size()); break;
            case '0': pop(); break;
            case '1': pop_marked(); break;
            case '2': stack_.push_back(top()); break;
            case 'N': push(Kind::none); break;
            case 0x88: push(Kind::boolean)->integer = 1; break;
            case 0x89: push(Kind::boolean); break;
            case 'J': push_integer(static_cast<std::int32_t>(number(4))); break;
            case 'K': push_integer(static_cast<std::int64_t>(number(1))); break;
            case 'M': push_integer(static_cast<std::int64_t>(number(2))); break;
            case 0x8A: push_long(number(1)); break;
            case 0x8B: push_long(number(4)); break;
            case 'G': push(Kind::real)->real = std::bit_cast<double>(__builtin_bswap64(number(8))); break;
            case 'X':
            case 'T':
            case 'B': push_text(raw(number(4))); break;
            case 0x8C:
            case 'U':
            case 'C': push_text(raw(number(1))); break;
            case 0x8D:
            case 0x8E: push_text(raw(number(8))); break;
            case ']':
            case ')':
            case 0x8F: push(Kind::sequence); break;
            case '}': push(Kind::mapping); break;
            case 't':
            case 'l':
            case 0x91: {
                auto items = pop_marked();
                push(Kind::sequence)->items = std::move(items);
                break;
            }
            case 0x85: push_tuple(1); break;
            case 0x86: push_tuple(2); break;
            case 0x87: push_tuple(3); break;
            case 'd': {
                const auto items = pop_marked();
                push(Kind::mapping);
                set_items(items);
                break;
            }
            case 'a': extend({pop()}); break;
            case 'e':
            case 0x90: extend(pop_marked()); break;
            case 's': {
                const PickleValue *value = pop(), *key = pop();
                set_items({key, value});
                break;
            }
            case 'u': set_items(pop_marked()); break;
            case 'c': {
                const std::string module = line();
                push_global(module, line());
                break;
            }
            case 0x93: {
                const PickleValue *global = pop(), *module = pop();
                if (global->kind != Kind::text || module->kind != Kind::text) fail("names a class by what is no text");
                push_global(module->text, global->text);
                break;
            }
            case 'R':
            case 0x81: reduce(); break;
            case 0x92:
                pop();
                reduce();
                break;               // keyword arguments change nothing for an inert record
            case 'b': pop(); break;  // nor does its state
            case 'Q': {
                const PickleValue* identifier = pop();
                push(Kind::persistent)->items = {identifier};
                break;
            }
            case 'q': memoize(number(1)); break;
            case 'r': memoize(number(4)); break;
            case 0x94: memoize(memo_.size()); break;
            case 'h': recall(number(1)); break;
            case 'j': recall(number(4)); break;
            default: fail("has the unknown instruction " + std::to_string(opcode));
        }
    }

    /// A two's-complement number of any length; beyond 64 bits only its low part is kept, as no tensor needs more.
    void push_long(std::uint64_t size) {
        const std::string text = raw(size);
        std::int64_t value = !text.empty() && (text.back() & 0x80) != 0 ? -1 : 0;
        std::memcpy(&value, text.data(), std::min<std::size_t>(text.size(), 8));
        push_integer(value);
    }

    std::span<const std::byte> bytes_;
    std::string name_;
    std::deque<PickleValue>& values_;
    std::size_t at_ = 0;
    std::vector<PickleValue*> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint64_t, PickleValue*> memo_;
};

}  // namespace

const PickleValue* PickleValue::find(const std::string& key) const {
    for (const auto& [name, value] : entries)
        if (name->kind == Kind::text && name->text == key) return value;
    return nullptr;
}

Pickle::Pickle(std::span<const std::byte> bytes, const std::string& name) { root_ = Reader(bytes, name, values_).run(); }

}  // namespace ptrm::tools
