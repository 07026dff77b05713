// Every operation of the state vector against a plain loop, also in place.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "solver/vector.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;

class VectorOperations : public testing::TestWithParam<Index> {
 protected:
  Index n() const { return GetParam(); }

  /// Values of either sign, none near zero.
  VectorHandle random() {
    VectorHandle v = make_vector(n(), context_.get());
    for (double& entry : entries(v.get())) entry = (uniform_(generator_) + 0.5) * (generator_() % 2 ? 1 : -1);
    return v;
  }
  static ArrayXd copy(const VectorHandle& v) { return entries(v.get()); }

  static void expect(const VectorHandle& v, const std::function<double(Index)>& wanted) {
    const Vector found = entries(v.get());
    for (Index k = 0; k < found.size(); ++k) ASSERT_NEAR(found(k), wanted(k), 1e-14 * (1 + std::abs(wanted(k)))) << k;
  }

  SundialsContext context_;
  std::mt19937 generator_{7};
  std::uniform_real_distribution<double> uniform_{0, 1};
};

TEST_P(VectorOperations, StartAtZeroAlignedAndClonesAreApart) {
  const VectorHandle v = make_vector(n(), context_.get());
  EXPECT_TRUE((entries(v.get()) == 0).all());
  EXPECT_EQ(N_VGetLength(v.get()), n());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(N_VGetArrayPointer(v.get())) % 64, 0u);
  const VectorHandle other(N_VClone(v.get()));
  N_VConst(2.5, other.get());
  expect(other, [](Index) { return 2.5; });
  EXPECT_TRUE((entries(v.get()) == 0).all());
}

TEST_P(VectorOperations, LinearSumAlsoInPlace) {
  const VectorHandle x = random(), y = random(), z = random();
  const ArrayXd x0 = copy(x), y0 = copy(y);
  for (const auto& [a, b] : {std::pair{1.0, 1.0}, {1.0, -1.0}, {-2.0, 1.0}, {0.0, 3.0}, {0.3, -0.7}}) {
    const double p = a, q = b;
    N_VLinearSum(p, x.get(), q, y.get(), z.get());
    expect(z, [&](Index k) { return p * x0(k) + q * y0(k); });
  }
  N_VLinearSum(0.3, x.get(), -0.7, y.get(), x.get());
  expect(x, [&](Index k) { return 0.3 * x0(k) - 0.7 * y0(k); });
  entries(x.get()) = x0;
  N_VLinearSum(0.3, x.get(), -0.7, y.get(), y.get());
  expect(y, [&](Index k) { return 0.3 * x0(k) - 0.7 * y0(k); });
  N_VLinearSum(2, x.get(), 3, x.get(), x.get());
  expect(x, [&](Index k) { return 5 * x0(k); });
}

TEST_P(VectorOperations, EntrywiseAlsoInPlace) {
  const VectorHandle y = random();
  const struct {
    std::function<void(N_Vector, N_Vector, N_Vector)> operation;
    std::function<double(double, double)> wanted;
  } cases[] = {
      {[](N_Vector u, N_Vector v, N_Vector w) { N_VProd(u, v, w); }, [](double a, double b) { return a * b; }},
      {[](N_Vector u, N_Vector v, N_Vector w) { N_VDiv(u, v, w); }, [](double a, double b) { return a / b; }},
      {[](N_Vector u, N_Vector, N_Vector w) { N_VScale(1.0, u, w); }, [](double a, double) { return a; }},
      {[](N_Vector u, N_Vector, N_Vector w) { N_VScale(-1.5, u, w); }, [](double a, double) { return -1.5 * a; }},
      {[](N_Vector u, N_Vector, N_Vector w) { N_VAbs(u, w); }, [](double a, double) { return std::abs(a); }},
      {[](N_Vector u, N_Vector, N_Vector w) { N_VInv(u, w); }, [](double a, double) { return 1 / a; }},
      {[](N_Vector u, N_Vector, N_Vector w) { N_VAddConst(u, 0.25, w); }, [](double a, double) { return a + 0.25; }},
  };
  for (const auto& [operation, wanted] : cases) {
    const VectorHandle x = random(), z = random();
    const ArrayXd x0 = copy(x), y0 = copy(y);
    const auto result = [&, f = wanted](Index k) { return f(x0(k), y0(k)); };
    operation(x.get(), y.get(), z.get());
    expect(z, result);
    expect(x, [&](Index k) { return x0(k); });
    operation(x.get(), y.get(), x.get());
    expect(x, result);
  }
}

TEST_P(VectorOperations, Reductions) {
  const VectorHandle x = random(), w = random(), id = make_vector(n(), context_.get());
  for (Index k = 0; k < n(); ++k) entries(id.get())(k) = k % 3 == 0 ? 1 : 0;
  double dot = 0, squares = 0, masked = 0, largest = 0, smallest = INFINITY;
  for (Index k = 0; k < n(); ++k) {
    const double a = entries(x.get())(k), product = a * entries(w.get())(k);
    dot += product, squares += product * product, masked += k % 3 == 0 ? product * product : 0;
    largest = std::max(largest, std::abs(a)), smallest = std::min(smallest, a);
  }
  const double count = static_cast<double>(n());
  EXPECT_NEAR(N_VDotProd(x.get(), w.get()), dot, 1e-12 * count);
  EXPECT_NEAR(N_VWrmsNorm(x.get(), w.get()), std::sqrt(squares / count), 1e-13);
  EXPECT_NEAR(N_VWrmsNormMask(x.get(), w.get(), id.get()), std::sqrt(masked / count), 1e-13);
  EXPECT_EQ(N_VMaxNorm(x.get()), largest);
  EXPECT_EQ(N_VMin(x.get()), smallest);
}

TEST_P(VectorOperations, LinearCombinationOfUpToTenTermsAlsoOntoTheFirst) {
  for (int count = 1; count <= 10; ++count)
    for (const unsigned zeros : {0u, 1u, 2u, 0x155u, 0x2aau, 0x3f8u, 0x3ffu})
      for (const bool in_place : {false, true}) {
        std::vector<VectorHandle> X;
        std::vector<N_Vector> raw;
        std::vector<double> c;
        ArrayXd wanted = ArrayXd::Zero(n());
        for (int m = 0; m < count; ++m) {
          X.push_back(random());
          raw.push_back(X.back().get());
          c.push_back((zeros >> m & 1u) != 0 ? 0.0 : 0.3 + 0.1 * m);
          wanted += c.back() * copy(X.back());
        }
        const VectorHandle apart = random();
        const VectorHandle& z = in_place ? X[0] : apart;
        ASSERT_EQ(N_VLinearCombination(count, c.data(), raw.data(), z.get()), 0);
        expect(z, [&](Index k) { return wanted(k); });
      }
}

TEST_P(VectorOperations, FusedOperationsOnSeveralVectors) {
  const VectorHandle x = random();
  const VectorHandle X[] = {random(), random(), random()}, Y[] = {random(), random(), random()};
  VectorHandle Z[] = {random(), random(), random()};
  N_Vector rx[] = {X[0].get(), X[1].get(), X[2].get()}, ry[] = {Y[0].get(), Y[1].get(), Y[2].get()};
  N_Vector rz[] = {Z[0].get(), Z[1].get(), Z[2].get()};
  double c[] = {0.5, -1.0, 1.0};
  const ArrayXd x0 = copy(x), X0[] = {copy(X[0]), copy(X[1]), copy(X[2])}, Y0[] = {copy(Y[0]), copy(Y[1]), copy(Y[2])};
  const auto expect_all = [&](const VectorHandle* found, const std::function<double(int, Index)>& wanted) {
    for (int m = 0; m < 3; ++m) expect(found[m], [&](Index k) { return wanted(m, k); });
  };
  const auto multiple = [&](int m, Index k) { return c[m] * x0(k) + Y0[m](k); };
  const auto sum = [&](int m, Index k) { return 2 * X0[m](k) - 3 * Y0[m](k); };
  const auto scaled = [&](int m, Index k) { return c[m] * X0[m](k); };
  ASSERT_EQ(N_VScaleAddMulti(3, c, x.get(), ry, rz), 0);
  expect_all(Z, multiple);
  ASSERT_EQ(N_VLinearSumVectorArray(3, 2, rx, -3, ry, rz), 0);
  expect_all(Z, sum);
  ASSERT_EQ(N_VScaleVectorArray(3, c, rx, rz), 0);
  expect_all(Z, scaled);
  ASSERT_EQ(N_VScaleAddMulti(3, c, x.get(), ry, ry), 0);
  expect_all(Y, multiple);
  ASSERT_EQ(N_VScaleVectorArray(3, c, rx, rx), 0);
  expect_all(X, scaled);
  for (int m = 0; m < 3; ++m) entries(rx[m]) = X0[m], entries(ry[m]) = Y0[m];
  ASSERT_EQ(N_VLinearSumVectorArray(3, 2, rx, -3, ry, rx), 0);
  expect_all(X, sum);
}

INSTANTIATE_TEST_SUITE_P(Sizes, VectorOperations, testing::Values(1, 7, 16, 443, 1000));

}  // namespace
}  // namespace closo
