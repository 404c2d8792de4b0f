/* SwiGLU's gate and the residual RMS norm, forward and backward, on bfloat16 or, with -DSINGLE, on float: one pass over memory
   each where PyTorch makes many. Built and called by fused.py; all arrays are contiguous rows of `cols` numbers. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef SINGLE
typedef float real;

static inline float wide(real x) { return x; }

static inline real narrow(float value) { return value; }
#else
typedef uint16_t real; /* bfloat16 */

static inline float wide(real x) {
    uint32_t bits = (uint32_t)x << 16;
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

static inline real narrow(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return (real)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}
#endif

/* 1 / (1 + exp(-x)); below -80 exp would overflow, and what -ffast-math makes of 1 / inf is not 0. */
static inline float sigmoid(float x) { return 1.0f / (1.0f + expf(-fmaxf(x, -80.0f))); }

/* out = silu(gate) * up; rows of gate and up are `stride` apart. */
void gate_forward(const real* gate, const real* up, ptrdiff_t stride, real* out, ptrdiff_t rows, ptrdiff_t cols) {
#pragma omp parallel for
    for (ptrdiff_t r = 0; r < rows; ++r) {
        const real *g = gate + r * stride, *u = up + r * stride;
        real* o = out + r * cols;
        for (ptrdiff_t i = 0; i < cols; ++i) {
            float a = wide(g[i]);
            o[i] = narrow(a * sigmoid(a) * wide(u[i]));
        }
    }
}

void gate_backward(const real* gate, const real* up, ptrdiff_t stride, const real* d_out, real* d_gate, real* d_up,
                   ptrdiff_t rows, ptrdiff_t cols) {
#pragma omp parallel for
    for (ptrdiff_t r = 0; r < rows; ++r) {
        const real *g = gate + r * stride, *u = up + r * stride, *d = d_out + r * cols;
        real *dg = d_gate + r * stride, *du = d_up + r * stride;
        for (ptrdiff_t i = 0; i < cols; ++i) {
            float a = wide(g[i]), s = sigmoid(a), silu = a * s, dd = wide(d[i]);
            du[i] = narrow(dd * silu);
            dg[i] = narrow(dd * wide(u[i]) * (s + silu * (1.0f - s)));
        }
    }
}

/* out = (h + y) / rms over each row; factor[r] = 1 / rms. */
void norm_rows_forward(const real* h, const real* y, float eps, real* out, float* factor, ptrdiff_t rows, ptrdiff_t cols) {
#pragma omp parallel for
    for (ptrdiff_t r = 0; r < rows; ++r) {
        const real *a = h + r * cols, *b = y + r * cols;
        real* o = out + r * cols;
        float sum = 0;
        for (ptrdiff_t i = 0; i < cols; ++i) {
            float x = wide(a[i]) + wide(b[i]);
            sum += x * x;
        }
        float f = factor[r] = 1.0f / sqrtf(sum / (float)cols + eps);
        for (ptrdiff_t i = 0; i < cols; ++i) o[i] = narrow((wide(a[i]) + wide(b[i])) * f);
    }
}

/* dx = factor * (d - out * mean(d * out)). */
void norm_rows_backward(const real* out, const float* factor, const real* d_out, real* d_x, ptrdiff_t rows, ptrdiff_t cols) {
#pragma omp parallel for
    for (ptrdiff_t r = 0; r < rows; ++r) {
        const real *o = out + r * cols, *d = d_out + r * cols;
        real* x = d_x + r * cols;
        float sum = 0;
        for (ptrdiff_t i = 0; i < cols; ++i) sum += wide(o[i]) * wide(d[i]);
        float mean = sum / (float)cols, f = factor[r];
        for (ptrdiff_t i = 0; i < cols; ++i) x[i] = narrow(f * (wide(d[i]) - wide(o[i]) * mean));
    }
}

enum { TILE = 256 };

/* The same over each column; factor has one entry a column. */
void norm_cols_forward(const real* h, const real* y, float eps, real* out, float* factor, ptrdiff_t rows, ptrdiff_t cols) {
#pragma omp parallel for
    for (ptrdiff_t first = 0; first < cols; first += TILE) {
        ptrdiff_t n = cols - first < TILE ? cols - first : TILE;
        float sum[TILE] = {0}, *f = factor + first;
        for (ptrdiff_t r = 0; r < rows; ++r) {
            const real *a = h + r * cols + first, *b = y + r * cols + first;
            for (ptrdiff_t i = 0; i < n; ++i) {
                float x = wide(a[i]) + wide(b[i]);
                sum[i] += x * x;
            }
        }
        for (ptrdiff_t i = 0; i < n; ++i) f[i] = 1.0f / sqrtf(sum[i] / (float)rows + eps);
        for (ptrdiff_t r = 0; r < rows; ++r) {
            const real *a = h + r * cols + first, *b = y + r * cols + first;
            real* o = out + r * cols + first;
            for (ptrdiff_t i = 0; i < n; ++i) o[i] = narrow((wide(a[i]) + wide(b[i])) * f[i]);
        }
    }
}

void norm_cols_backward(const real* out, const float* factor, const real* d_out, real* d_x, ptrdiff_t rows, ptrdiff_t cols) {
#pragma omp parallel for
    for (ptrdiff_t first = 0; first < cols; first += TILE) {
        ptrdiff_t n = cols - first < TILE ? cols - first : TILE;
        float sum[TILE] = {0};
        const float* f = factor + first;
        for (ptrdiff_t r = 0; r < rows; ++r) {
            const real *o = out + r * cols + first, *d = d_out + r * cols + first;
            for (ptrdiff_t i = 0; i < n; ++i) sum[i] += wide(o[i]) * wide(d[i]);
        }
        for (ptrdiff_t i = 0; i < n; ++i) sum[i] /= (float)rows;
        for (ptrdiff_t r = 0; r < rows; ++r) {
            const real *o = out + r * cols + first, *d = d_out + r * cols + first;
            real* x = d_x + r * cols + first;
            for (ptrdiff_t i = 0; i < n; ++i) x[i] = narrow(f[i] * (wide(d[i]) - wide(o[i]) * sum[i]));
        }
    }
}
