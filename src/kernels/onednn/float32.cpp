#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"

namespace ptrm {
namespace {

Product plan(const LinearShape& shape, int rows, const dnnl::memory::desc* right) {
    const auto [out, in, count, axis] = shape;
    if (axis == Axis::positions)
        return {matrix(rows, in, Type::f32), matrix(in, count, Type::f32), matrix(rows, count, Type::f32)};
    return {matrix(rows, in, Type::f32), right ? *right : any_order(in, out, Type::f32), matrix(rows, out, Type::f32)};
}

class F32Linear final : public Linear {
public:
    F32Linear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape)
        : shape_(shape),
          products_(shape.axis == Axis::channels ? shape.count : shape.out,
                    [shape](int rows, const dnnl::memory::desc* right) { return plan(shape, rows, right); }) {
        if (shape.axis == Axis::channels) {
            // oneDNN 3.7 would get the last columns of a transposed matrix of floats wrong.
            Buffer turned(weight.size());
            functions.transpose(weight.data(), shape.out, shape.in, shape.in, turned.data(), shape.out);
            weight_ = products_.usual().packed(matrix(shape.in, shape.out, Type::f32), turned.data());
        } else {
            const auto bytes = std::as_bytes(weight);
            weight_.assign(bytes.begin(), bytes.end());
        }
    }

    std::size_t scratch() const override { return products_.scratch(); }

    Run bind(float* scratch) const override {
        return [this, product = products_.bind(scratch)](const float* x, float* y, Range rows) mutable {
            const Section section(Part::products);
            const std::size_t first = area(rows.first, shape_.in);
            if (shape_.axis == Axis::channels)
                product(rows.count, x + first, weight_.data(), y + area(rows.first, shape_.out));
            else
                product(rows.count, weight_.data() + first * sizeof(float), x, y + area(rows.first, shape_.count));
        };
    }

private:
    LinearShape shape_;
    Products products_;
    Bytes weight_;
};

}  // namespace

std::unique_ptr<Linear> f32_linear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape) {
    return std::make_unique<F32Linear>(functions, weight, shape);
}

}  // namespace ptrm
