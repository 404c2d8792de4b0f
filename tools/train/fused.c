/* SwiGLU's gate, the residual RMS norm and what attention does beside its products, forward and backward, on bfloat16 or, with
   -DSINGLE, on float: one pass over memory each where PyTorch makes many. Built and called by fused.py; arrays are contiguous, most of them rows
   of `cols` numbers. */
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

/* A part of a head, 2 * half numbers, turned: rotate-half form, the pair (i, i + half) by the angle i. */
static inline __attribute__((always_inline)) void turn(const real* restrict x, const float* restrict cos, const float* restrict sin,
                                                       float sign, real* restrict out, ptrdiff_t half) {
    for (ptrdiff_t i = 0; i < half; ++i) {
        float a = wide(x[i]), b = wide(x[i + half]), s = sign * sin[i];
        out[i] = narrow(a * cos[i] - b * s);
        out[i + half] = narrow(b * cos[i] + a * s);
    }
}

/* Copies or, with angles (cos not null, [width]), turns one head. */
static inline void place(const real* from, real* to, const float* cos, const float* sin, float sign, ptrdiff_t width, ptrdiff_t half) {
    if (!cos) {
        memcpy(to, from, (size_t)width * sizeof(real));
        return;
    }
    for (ptrdiff_t c = 0; c < width; c += 2 * half) {
        if (half == 8) /* a length known to the compiler is one vector */
            turn(from + c, cos + c, sin + c, sign, to + c, 8);
        else if (half == 16)
            turn(from + c, cos + c, sin + c, sign, to + c, 16);
        else
            turn(from + c, cos + c, sin + c, sign, to + c, half);
    }
}

/* Between rows [positions, batch, parts, heads, width] and parts of one array each [batch, heads, positions, width]; with angles [positions,
   width] all parts but the last are turned. `back` is the way from the latter to the former, turned back, as the gradient of a turn is. */
static inline __attribute__((always_inline)) void move_heads(const real* from, real* to, int back, const float* cos, const float* sin,
                                                             ptrdiff_t half, ptrdiff_t positions, ptrdiff_t batch, ptrdiff_t parts,
                                                             ptrdiff_t heads, ptrdiff_t width) {
#pragma omp parallel for
    for (ptrdiff_t l = 0; l < positions; ++l)
        for (ptrdiff_t b = 0; b < batch; ++b)
            for (ptrdiff_t p = 0; p < parts; ++p)
                for (ptrdiff_t h = 0; h < heads; ++h) {
                    ptrdiff_t in_rows = (((l * batch + b) * parts + p) * heads + h) * width;
                    ptrdiff_t in_heads = (((p * batch + b) * heads + h) * positions + l) * width;
                    int turned = cos && p + 1 < parts;
                    place(from + (back ? in_heads : in_rows), to + (back ? in_rows : in_heads), turned ? cos + l * width : 0,
                          turned ? sin + l * width : 0, back ? -1.0f : 1.0f, width, half);
                }
}

void split_heads(const real* rows, real* heads_of, const float* cos, const float* sin, ptrdiff_t half, ptrdiff_t positions,
                 ptrdiff_t batch, ptrdiff_t parts, ptrdiff_t heads, ptrdiff_t width) {
    move_heads(rows, heads_of, 0, cos, sin, half, positions, batch, parts, heads, width);
}

void join_heads(const real* heads_of, real* rows, const float* cos, const float* sin, ptrdiff_t half, ptrdiff_t positions,
                ptrdiff_t batch, ptrdiff_t parts, ptrdiff_t heads, ptrdiff_t width) {
    move_heads(heads_of, rows, 1, cos, sin, half, positions, batch, parts, heads, width);
}

enum { LANES = 16 };

/* In place over each row: softmax of scale * x. */
void softmax_forward(real* x, float scale, ptrdiff_t rows, ptrdiff_t cols) {
    const ptrdiff_t padded = (cols + LANES - 1) / LANES * LANES; /* whole vectors alone: expf of a rest would be called one by one */
#pragma omp parallel for
    for (ptrdiff_t r = 0; r < rows; ++r) {
        real* row = x + r * cols;
        float e[padded], most = -1e30f, sum = 0;
        for (ptrdiff_t i = 0; i < cols; ++i) e[i] = scale * wide(row[i]);
        for (ptrdiff_t i = cols; i < padded; ++i) e[i] = -1e30f; /* exp(-80) in the sum, which is at least 1 */
        for (ptrdiff_t i = 0; i < padded; ++i) most = fmaxf(most, e[i]);
        for (ptrdiff_t i = 0; i < padded; ++i) {
            e[i] = expf(fmaxf(e[i] - most, -80.0f));
            sum += e[i];
        }
        float f = 1.0f / sum;
        for (ptrdiff_t i = 0; i < cols; ++i) row[i] = narrow(f * e[i]);
    }
}

/* d_p becomes the gradient of x: scale * p * (d_p - sum(p * d_p)). */
void softmax_backward(const real* p, real* d_p, float scale, ptrdiff_t rows, ptrdiff_t cols) {
#pragma omp parallel for
    for (ptrdiff_t r = 0; r < rows; ++r) {
        const real* a = p + r * cols;
        real* d = d_p + r * cols;
        float sum = 0;
        for (ptrdiff_t i = 0; i < cols; ++i) sum += wide(a[i]) * wide(d[i]);
        for (ptrdiff_t i = 0; i < cols; ++i) d[i] = narrow(scale * wide(a[i]) * (wide(d[i]) - sum));
    }
}
