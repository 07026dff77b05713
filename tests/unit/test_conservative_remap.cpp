// Contents moved to other control volumes: against integrals of what is known, and there and back.
#include <algorithm>

#include <gtest/gtest.h>

#include "models/observables.hpp"
#include "models/state_transfer.hpp"
#include "solver/conservative_remap.hpp"
#include "tests/cells.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

ArrayXd edges_of(std::initializer_list<double> list) {
  return Eigen::Map<const ArrayXd>(list.begin(), static_cast<Index>(list.size()));
}

const ArrayXd old_edges = edges_of({0, 0.1, 0.25, 0.3, 0.5, 0.8, 1}), new_edges = edges_of({0, 0.27, 0.42, 0.61, 1});

ArrayXd widths(const ArrayXd& edges) {
  return edges.tail(edges.size() - 1) - edges.head(edges.size() - 1);
}

TEST(ConservativeRemap, KeepsContentAndBounds) {
  const ArrayXd means = edges_of({3, -1, 4, 1, 5, -9});
  const ArrayXd moved = remap(old_edges, means, new_edges);
  EXPECT_NEAR((moved * widths(new_edges)).sum(), (means * widths(old_edges)).sum(), 1e-15);
  EXPECT_LE(moved.maxCoeff(), means.maxCoeff());
  EXPECT_GE(moved.minCoeff(), means.minCoeff());
  EXPECT_TRUE((remap(old_edges, means, old_edges) - means).abs().maxCoeff() < 1e-14);
}

TEST(ConservativeRemap, IsExactForAStraightLineWithinAndForAConstant) {
  const ArrayXd middles = (old_edges.head(6) + old_edges.tail(6)) / 2;
  const ArrayXd moved = remap(old_edges, 2 - 3 * middles, new_edges);
  for (const Index k : {1, 2})  // where no interval at an end takes part
    EXPECT_NEAR(moved(k), 2 - 3 * (new_edges(k) + new_edges(k + 1)) / 2, 1e-14) << k;
  EXPECT_LT((remap(old_edges, ArrayXd::Constant(6, 0.7), new_edges) - 0.7).abs().maxCoeff(), 1e-15);
}

TEST(StateTransfer, ToTwiceTheVolumesAcrossAndBackIsTheSameState) {
  CellParameters c = test::simple_cell();
  test::add_every_option(c);
  const Mesh coarse{3, 4, 2}, fine{6, 4, 2};
  const Layout layout = layout_of(c, coarse);
  const ArrayXd state = ArrayXd::LinSpaced(layout.size(), 0.2, 0.9).sin();  // no two values alike
  const Fields<const double> s(layout, state.data());
  const ArrayXd there = on_other_mesh(c, coarse, fine, state), back = on_other_mesh(c, fine, coarse, there);
  const Fields<const double> f(layout_of(c, fine), there.data()), b(layout, back.data());
  EXPECT_LT((b.y(0) - s.y(0)).abs().maxCoeff(), 1e-14);
  EXPECT_LT((b.j(0) - s.j(0)).abs().maxCoeff(), 1e-14);
  EXPECT_LT((b.u() - s.u()).abs().maxCoeff(), 1e-14);
  ASSERT_GT(layout.place("branch").columns, 0);
  EXPECT_LT((test::field(b, "branch", 0) - test::field(s, "branch", 0)).abs().maxCoeff(), 1e-14);
  ASSERT_GT(layout.place("film_rate").columns, 0);
  EXPECT_LT((test::field(b, "film_unspent", 0) - test::field(s, "film_unspent", 0)).abs().maxCoeff(), 1e-14);
  EXPECT_LT((test::field(b, "film_rate", 0) - test::field(s, "film_rate", 0)).abs().maxCoeff(), 1e-14);
  // What has no place across the composite stays as it is.
  for (const Field& field : fields_of(layout)) {
    if (!field.axes.empty()) continue;
    const std::vector<Field> finer = fields_of(layout_of(c, fine));
    const auto other = std::ranges::find_if(finer, [&](const Field& g) { return g.name == field.name; });
    EXPECT_EQ(there(other->begin), state(field.begin)) << field.name;
    EXPECT_EQ(back(field.begin), state(field.begin)) << field.name;
  }
}

TEST(StateTransfer, KeepsWhatEachParticleHolds) {
  const CellParameters c = test::simple_cell();
  const Mesh coarse{3, 4, 2}, finer{3, 7, 1.5};
  const ArrayXd state = ArrayXd::LinSpaced(layout_of(c, coarse).size(), 0.2, 0.9).sin();
  const ArrayXd moved = on_other_mesh(c, coarse, finer, state);
  const Cell before(c, coarse), after(c, finer);
  const ArrayXd held = particle_stoichiometry(before, state, 0);
  EXPECT_LT((particle_stoichiometry(after, moved, 0) - held).abs().maxCoeff(), 1e-14);
  EXPECT_GT(held.maxCoeff() - held.minCoeff(), 0.01);
}

/// In a cell of one composite and in one of two, of which the second lies before the separator.
void expect_salt_is_kept(const CellParameters& c) {
  const Mesh coarse{3, 4, 2, 5, 4}, finer{7, 4, 2, 11, 6};
  const ArrayXd state = ArrayXd::LinSpaced(layout_of(c, coarse).size(), 0.2, 0.9).sin();
  const ArrayXd moved = on_other_mesh(c, coarse, finer, state);
  const Cell before(c, coarse), after(c, finer);
  const auto salt = [](const Cell& cell, const ArrayXd& s, int region) {
    const ArrayXd amount =
        cell.electrolyte_at(s).balance().capacity * test::field(Fields<const double>(cell.layout(), s.data()), "salt");
    const Index first = cell.layout().composite(1).n_x, n_s = cell.layout().n_s;
    return region == 0   ? amount.segment(first, n_s).sum()
           : region == 1 ? amount.tail(cell.layout().composite().n_x).sum()
                         : amount.head(first).sum();
  };
  for (int region = 0; region < 1 + before.layout().composites(); ++region)
    EXPECT_NEAR(salt(after, moved, region) / salt(before, state, region), 1, 1e-14) << region;
  for (Index k = 0; k < before.layout().composites(); ++k)
    EXPECT_NEAR(after.mean_stoichiometry(moved, k) / before.mean_stoichiometry(state, k), 1, 1e-14) << k;
}

TEST(StateTransfer, KeepsTheSaltOfSeparatorAndComposites) {
  CellParameters c = test::simple_cell();
  test::fill_with_liquid(c, test::liquid());
  expect_salt_is_kept(c);
  c.negative = c.positive;
  c.composite(Side::negative).thickness *= 2;
  expect_salt_is_kept(c);
}

}  // namespace
}  // namespace closo
