#include "kernels/onednn/product.hpp"

#include <dnnl.h>
#include <dnnl_version.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

using dnnl::memory;

namespace {

const dnnl::engine& engine() {
    static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
    return cpu;
}

/// While it lives, oneDNN neither plans for nor starts other threads than the one that holds it.
class OneThread {
public:
    OneThread() { omp_set_num_threads(1); }
    ~OneThread() { omp_set_num_threads(before_); }
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    int before_ = omp_get_max_threads();
};

/// Row-major memory of these values.
memory floats(const memory::dims& sizes, std::span<const float> values) {
    const auto order = sizes.size() == 1 ? memory::format_tag::a : memory::format_tag::ab;
    memory result({sizes, Type::f32, order}, engine());
    std::copy(values.begin(), values.end(), static_cast<float*>(result.get_data_handle()));
    return result;
}

#if DNNL_VERSION_MAJOR >= 3
constexpr int kScaleArgument = DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS;
#else
constexpr int kScaleArgument = 0;  // the plan knows the scale
#endif

}  // namespace

memory::desc matrix(int rows, int cols, Type type, int stride) {
    return {memory::dims{rows, cols}, type, memory::dims{stride > 0 ? stride : cols, 1}};
}

memory::desc transposed(int rows, int cols, Type type, int stride) {
    return {memory::dims{rows, cols}, type, memory::dims{1, stride}};
}

memory::desc any_order(int rows, int cols, Type type) { return {memory::dims{rows, cols}, type, memory::format_tag::any}; }

void limit_onednn(Instructions most) {
    if (most == Instructions::amx) return;
    dnnl::set_max_cpu_isa(most == Instructions::avx512 ? dnnl::cpu_isa::avx512_core_bf16
                          : most == Instructions::avx2 ? dnnl::cpu_isa::avx2_vnni
                                                       : dnnl::cpu_isa::sse41);
}

namespace {

bool has(dnnl::cpu_isa instructions) {
    const auto bits = static_cast<unsigned>(instructions);
    return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & bits) == bits;
}

bool has_matrix_units(Type type) { return type != Type::f32 && has(dnnl::cpu_isa::avx512_core_amx); }

}  // namespace

bool writes_bfloat16() { return has(dnnl::cpu_isa::avx512_core_vnni); }

bool adds_bytes_exactly() { return has(dnnl::cpu_isa::avx512_core_vnni) || has(dnnl::cpu_isa::avx2_vnni); }

int padded_sums(int size, Type type) {
    if (!has_matrix_units(type)) return size;
    return multiple(size, type == Type::bf16 ? 32 : 64);
}

int padded_columns(int size, Type type) { return has_matrix_units(type) ? multiple(size, 16) : size; }

Product::Product(const memory::desc& a, const memory::desc& b, const memory::desc& c) : Product(a, b, c, {}, {}) {}

Product::Product(const memory::desc& a, const memory::desc& b, const memory::desc& c, std::span<const float> offset,
                 std::span<const float> scale) {
    const OneThread one;
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (!scale.empty()) offset_ = floats({1, std::ssize(offset)}, offset);
    const memory::desc bias = scale.empty() ? memory::desc() : offset_.get_desc();
    constexpr int kColumns = 1 << 1;
    try {
#if DNNL_VERSION_MAJOR >= 3
        if (!scale.empty()) {
            // It is added after the scaling there.
            std::transform(offset.begin(), offset.end(), scale.begin(), static_cast<float*>(offset_.get_data_handle()),
                           std::multiplies());
            scale_ = floats({std::ssize(scale)}, scale);
            attributes.set_scales_mask(DNNL_ARG_WEIGHTS, kColumns);
        }
        plan_ = {engine(), a, b, bias, c, attributes};
#else
        if (!scale.empty()) attributes.set_output_scales(kColumns, {scale.begin(), scale.end()});
        plan_ = {dnnl::matmul::desc(a, b, bias, c), attributes, engine()};
#endif
        product_ = dnnl::matmul(plan_);
    } catch (const dnnl::error& problem) {
        throw Error(ErrorCode::bad_argument, "oneDNN", "a product of this precision",
                    std::string("cannot run on this CPU; use f32, or the backend eigen: ") + problem.what());
    }
}

Bytes Product::packed(const memory::desc& order, const void* matrix) const {
    const OneThread one;
    Bytes result(plan_.weights_desc().get_size());
    memory source(order, engine(), const_cast<void*>(matrix)), target(plan_.weights_desc(), engine(), result.data());
    dnnl::stream stream(engine());
    dnnl::reorder(source, target).execute(stream, source, target);
    stream.wait();
    return result;
}

std::size_t Product::scratch() const { return (plan_.scratchpad_desc().get_size() + sizeof(float) - 1) / sizeof(float); }

Product::Bound Product::bind(float* scratch) const {
    Bound bound;
    bound.product_ = product_;
    bound.a_ = memory(plan_.src_desc(), engine(), nullptr);
    bound.b_ = memory(plan_.weights_desc(), engine(), nullptr);
    bound.c_ = memory(plan_.dst_desc(), engine(), nullptr);
    bound.scratch_ = memory(plan_.scratchpad_desc(), engine(), scratch);
    bound.offset_ = offset_;
    bound.scale_ = scale_;
    return bound;
}

Products::Products(int usual_rows, std::function<Product(int rows, const memory::desc* right)> plan)
    : plan_(std::move(plan)), usual_rows_(usual_rows), usual_(plan_(usual_rows, nullptr)) {}

const Product& Products::of(int rows) const {
    if (rows == usual_rows_) return usual_;
    const std::lock_guard lock(mutex_);
    const auto found = others_.find(rows);
    if (found != others_.end()) return found->second;
    const memory::desc right = usual_.right();
    return others_.try_emplace(rows, plan_(rows, &right)).first->second;
}

void Products::Bound::operator()(int rows, const void* a, const void* b, void* c) {
    auto at = std::find_if(bound_.begin(), bound_.end(), [&](const auto& each) { return each.first == rows; });
    if (at == bound_.end()) {
        const Product& product = products_.of(rows);
        float* scratch = scratch_;
        if (product.scratch() > products_.scratch()) scratch = more_.emplace_back(product.scratch()).data();
        at = bound_.insert(bound_.end(), {rows, product.bind(scratch)});
    }
    at->second(a, b, c);
}

void Product::Bound::operator()(const void* a, const void* b, void* c) const {
    const OneThread one;
    thread_local dnnl::stream stream(engine());
    a_.set_data_handle(const_cast<void*>(a));  // oneDNN has no memory of constants
    b_.set_data_handle(const_cast<void*>(b));
    c_.set_data_handle(c);
    // The C function: the C++ one allocates a table of its arguments at every call.
    const std::array<dnnl_exec_arg_t, 6> arguments{{{DNNL_ARG_SRC, a_.get()},
                                                    {DNNL_ARG_WEIGHTS, b_.get()},
                                                    {DNNL_ARG_DST, c_.get()},
                                                    {DNNL_ARG_SCRATCHPAD, scratch_.get()},
                                                    {DNNL_ARG_BIAS, offset_.get(true)},
                                                    {kScaleArgument, scale_.get(true)}}};
    const int count = count_of(arguments) - (offset_ ? 0 : 1) - (scale_ ? 0 : 1);
    dnnl::error::wrap_c_api(dnnl_primitive_execute(product_.get(), stream.get(), count, arguments.data()),
                            "could not execute a product");
}

}  // namespace ptrm
