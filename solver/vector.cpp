// The N_Vector operations that IDA calls, as loops over aligned memory.
#include "solver/vector.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

namespace closo {
namespace {

// Operands of one call are either the same vector or disjoint, so no iteration depends on another.
#ifdef __clang__
#define CLOSO_INDEPENDENT_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define CLOSO_INDEPENDENT_LOOP _Pragma("GCC ivdep")
#endif

struct Content {
  Index size;
  double* data;
};

constexpr std::size_t alignment = 64;  // one cache line, one AVX-512 register

double* allocate(Index size) {
  const std::size_t bytes = (static_cast<std::size_t>(size) * sizeof(double) + alignment - 1) / alignment * alignment;
  return static_cast<double*>(std::aligned_alloc(alignment, bytes == 0 ? alignment : bytes));
}

const Content& content(N_Vector v) {
  return *static_cast<const Content*>(v->content);
}
Index length(N_Vector v) {
  return content(v).size;
}
double* data(N_Vector v) {
  return static_cast<double*>(__builtin_assume_aligned(content(v).data, alignment));
}

template <class Operation>
void for_each_entry(N_Vector z, Operation operation) {
  const Index n = length(z);
  CLOSO_INDEPENDENT_LOOP
  for (Index k = 0; k < n; ++k) operation(k);
}

void linear_sum(sunrealtype a, N_Vector x, sunrealtype b, N_Vector y, N_Vector z) {
  const double* px = data(x);
  const double* py = data(y);
  double* pz = data(z);
  for_each_entry(z, [=](Index k) { pz[k] = a * px[k] + b * py[k]; });
}

void constant(sunrealtype c, N_Vector z) {
  double* pz = data(z);
  for_each_entry(z, [=](Index k) { pz[k] = c; });
}

void product(N_Vector x, N_Vector y, N_Vector z) {
  const double* px = data(x);
  const double* py = data(y);
  double* pz = data(z);
  for_each_entry(z, [=](Index k) { pz[k] = px[k] * py[k]; });
}

void quotient(N_Vector x, N_Vector y, N_Vector z) {
  const double* px = data(x);
  const double* py = data(y);
  double* pz = data(z);
  for_each_entry(z, [=](Index k) { pz[k] = px[k] / py[k]; });
}

void scale(sunrealtype c, N_Vector x, N_Vector z) {
  const double* px = data(x);
  double* pz = data(z);
  if (c == 1) {
    if (px != pz) std::memcpy(pz, px, static_cast<std::size_t>(length(z)) * sizeof(double));
    return;
  }
  for_each_entry(z, [=](Index k) { pz[k] = c * px[k]; });
}

void absolute(N_Vector x, N_Vector z) {
  const double* px = data(x);
  double* pz = data(z);
  for_each_entry(z, [=](Index k) { pz[k] = std::abs(px[k]); });
}

void inverse(N_Vector x, N_Vector z) {
  const double* px = data(x);
  double* pz = data(z);
  for_each_entry(z, [=](Index k) { pz[k] = 1.0 / px[k]; });
}

void add_constant(N_Vector x, sunrealtype b, N_Vector z) {
  const double* px = data(x);
  double* pz = data(z);
  for_each_entry(z, [=](Index k) { pz[k] = px[k] + b; });
}

/// z (+)= sum of `count` terms, 1 to 4, in one pass over memory.
template <bool add>
void add_terms(int count, const double* c, const double* const* x, double* z, Index n) {
  const double a0 = c[0], a1 = count > 1 ? c[1] : 0, a2 = count > 2 ? c[2] : 0, a3 = count > 3 ? c[3] : 0;
  const double *x0 = x[0], *x1 = x[count > 1 ? 1 : 0], *x2 = x[count > 2 ? 2 : 0], *x3 = x[count > 3 ? 3 : 0];
  const auto pass = [&](auto term) {
    CLOSO_INDEPENDENT_LOOP
    for (Index k = 0; k < n; ++k) z[k] = (add ? z[k] : 0.0) + term(k);
  };
  switch (count) {
    case 1:
      return pass([=](Index k) { return a0 * x0[k]; });
    case 2:
      return pass([=](Index k) { return a0 * x0[k] + a1 * x1[k]; });
    case 3:
      return pass([=](Index k) { return a0 * x0[k] + a1 * x1[k] + a2 * x2[k]; });
    default:
      return pass([=](Index k) { return a0 * x0[k] + a1 * x1[k] + a2 * x2[k] + a3 * x3[k]; });
  }
}

/// z = sum_m c_m X_m. IDA often asks for terms with a weight of zero; they are left out. z may be X_0 (SUNDIALS'
/// contract), which the first pass reads.
int linear_combination(int count, sunrealtype* c, N_Vector* X, N_Vector z) {
  constexpr int most = 16;
  assert(count <= most);
  std::array<double, most> weight{};
  std::array<const double*, most> x{};
  int terms = 0;
  for (int m = 0; m < count; ++m) {
    if (c[m] == 0 && m > 0) continue;
    weight[static_cast<std::size_t>(terms)] = c[m];
    x[static_cast<std::size_t>(terms++)] = data(X[m]);
  }
  add_terms<false>(std::min(terms, 4), weight.data(), x.data(), data(z), length(z));
  for (int m = 4; m < terms; m += 4)
    add_terms<true>(std::min(terms - m, 4), weight.data() + m, x.data() + m, data(z), length(z));
  return 0;
}

/// Z_m = c_m x + Y_m.
int scale_add_multi(int count, sunrealtype* c, N_Vector x, N_Vector* Y, N_Vector* Z) {
  for (int m = 0; m < count; ++m) linear_sum(c[m], x, 1.0, Y[m], Z[m]);
  return 0;
}

/// Z_m = c_m X_m.
int scale_vector_array(int count, sunrealtype* c, N_Vector* X, N_Vector* Z) {
  for (int m = 0; m < count; ++m) scale(c[m], X[m], Z[m]);
  return 0;
}

/// Z_m = a X_m + b Y_m.
int linear_sum_vector_array(int count, sunrealtype a, N_Vector* X, sunrealtype b, N_Vector* Y, N_Vector* Z) {
  for (int m = 0; m < count; ++m) linear_sum(a, X[m], b, Y[m], Z[m]);
  return 0;
}

/// Root mean square of x w. Sixteen partial sums hide the latency of the additions.
sunrealtype wrms_norm(N_Vector x, N_Vector w) {
  constexpr Index lanes = 16;
  const double* px = data(x);
  const double* pw = data(w);
  const Index n = length(x), whole = n / lanes * lanes;
  std::array<double, lanes> sum{};
  for (Index k = 0; k < whole; k += lanes)
    for (Index lane = 0; lane < lanes; ++lane) {
      const double term = px[k + lane] * pw[k + lane];
      sum[static_cast<std::size_t>(lane)] += term * term;
    }
  double total = 0;
  for (const double part : sum) total += part;
  for (Index k = whole; k < n; ++k) total += px[k] * pw[k] * px[k] * pw[k];
  return std::sqrt(total / static_cast<double>(n));
}

sunrealtype wrms_norm_mask(N_Vector x, N_Vector w, N_Vector id) {
  const auto masked = (entries(id) > 0.0).select(entries(x) * entries(w), 0.0);
  return std::sqrt(masked.square().sum() / static_cast<double>(length(x)));
}

sunrealtype max_norm(N_Vector x) {
  return entries(x).abs().maxCoeff();
}
sunrealtype minimum(N_Vector x) {
  return entries(x).minCoeff();
}
sunrealtype dot_product(N_Vector x, N_Vector y) {
  return (entries(x) * entries(y)).sum();
}
sunindextype get_length(N_Vector x) {
  return static_cast<sunindextype>(length(x));
}
sunrealtype* get_data(N_Vector x) {
  return data(x);
}
N_Vector_ID vector_id(N_Vector) {
  return SUNDIALS_NVEC_CUSTOM;
}

void destroy(N_Vector v) {
  if (v == nullptr) return;
  if (v->content != nullptr) std::free(content(v).data);
  delete static_cast<Content*>(v->content);
  N_VFreeEmpty(v);
}

N_Vector clone(N_Vector v) {
  N_Vector copy = N_VNewEmpty(v->sunctx);
  if (copy == nullptr) return nullptr;
  N_VCopyOps(v, copy);
  copy->content = new (std::nothrow) Content{length(v), allocate(length(v))};
  if (copy->content == nullptr || content(copy).data == nullptr) {
    destroy(copy);
    return nullptr;
  }
  constant(0.0, copy);
  return copy;
}

}  // namespace

VectorHandle make_vector(Index size, SUNContext context) {
  N_Vector v = N_VNewEmpty(context);
  if (v == nullptr) throw std::bad_alloc();
  v->content = new Content{size, allocate(size)};
  auto& ops = *v->ops;
  ops.nvgetvectorid = vector_id;
  ops.nvclone = clone;
  ops.nvdestroy = destroy;
  ops.nvgetlength = get_length;
  ops.nvgetarraypointer = get_data;
  ops.nvlinearsum = linear_sum;
  ops.nvconst = constant;
  ops.nvprod = product;
  ops.nvdiv = quotient;
  ops.nvscale = scale;
  ops.nvabs = absolute;
  ops.nvinv = inverse;
  ops.nvaddconst = add_constant;
  ops.nvdotprod = dot_product;
  ops.nvmaxnorm = max_norm;
  ops.nvwrmsnorm = wrms_norm;
  ops.nvwrmsnormmask = wrms_norm_mask;
  ops.nvmin = minimum;
  ops.nvlinearcombination = linear_combination;
  ops.nvscaleaddmulti = scale_add_multi;
  ops.nvscalevectorarray = scale_vector_array;
  ops.nvlinearsumvectorarray = linear_sum_vector_array;
  constant(0.0, v);
  return VectorHandle(v);
}

Vector entries(N_Vector v) {
  return {data(v), length(v)};
}

}  // namespace closo
