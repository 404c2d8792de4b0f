#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"

namespace ptrm {
namespace {

Product plan(const LinearShape& shape) {
    const auto [out, in, count, axis] = shape;
    if (axis == Axis::positions) return {matrix(out, in, Type::f32), matrix(in, count, Type::f32), matrix(out, count, Type::f32)};
    return {matrix(count, in, Type::f32), any_order(in, out, Type::f32), matrix(count, out, Type::f32)};
}

class F32Linear final : public Layer {
public:
    F32Linear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape)
        : axis_(shape.axis), product_(plan(shape)) {
        if (axis_ == Axis::channels) {
            // oneDNN 3.7 would get the last columns of a transposed matrix of floats wrong.
            Buffer turned(weight.size());
            functions.transpose(weight.data(), shape.out, shape.in, shape.in, turned.data(), shape.out);
            weight_ = product_.packed(matrix(shape.in, shape.out, Type::f32), turned.data());
        } else {
            const auto bytes = std::as_bytes(weight);
            weight_.assign(bytes.begin(), bytes.end());
        }
    }

    std::size_t scratch() const override { return product_.scratch(); }

    Run bind(float* scratch) const override {
        return [this, product = product_.bind(scratch)](const float* x, float* y) {
            const Section section(Part::products);
            if (axis_ == Axis::channels)
                product(x, weight_.data(), y);
            else
                product(weight_.data(), x, y);
        };
    }

private:
    Axis axis_;
    Product product_;
    Bytes weight_;
};

}  // namespace

std::unique_ptr<Layer> f32_linear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape) {
    return std::make_unique<F32Linear>(functions, weight, shape);
}

}  // namespace ptrm
