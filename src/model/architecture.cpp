#include "ptrm/model.hpp"

#include <cmath>

namespace ptrm {

int Architecture::inner_width(int width) const {
    return 256 * static_cast<int>(std::ceil(std::nearbyint(expansion * width * 2.0 / 3.0) / 256.0));
}

int Architecture::grid_side() const { return static_cast<int>(std::sqrt(seq_len + 0.5)); }

double Architecture::flops_per_step() const {
    const double L = length(), D = hidden_size;
    const double over_channels = 6.0 * L * D * inner_width(hidden_size);
    const double first = mixer ? 6.0 * L * D * inner_width(length()) : 8.0 * L * D * D + 4.0 * L * L * D;
    return net_evaluations_per_step() * layers * (first + over_channels);
}

}  // namespace ptrm
