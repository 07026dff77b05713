// How far a run has come, written to a result file and read again.
#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "formats/results/progress_file.hpp"
#include "tests/cells.hpp"
#include "tests/error_of.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

/// Keeps what a run tells, with its figures.
struct Metered : test::Keeper {
  FigureMeter meter{1};
  bool follows(Index cycle) const override { return meter.follows(cycle); }
  void advanced(const Cell& cell, const Moment& moment) override { meter.advanced(cell, moment); }
  void step_ended(const Cell& cell, const StepResult& result) override {
    meter.step_ended(result);
    test::Keeper::step_ended(cell, result);
  }
  void cycle_ended(const Cell& cell, const CycleResult& result) override {
    meter.cycle_ended(result);
    test::Keeper::cycle_ended(cell, result);
  }
};

class ProgressFile : public testing::Test {
 protected:
  ProgressFile() {
    test::add_every_option(parameters_);
    settings_.mesh = {4, 6, 2.0};
    settings_.start_stoichiometry = 0.1;
    Loop loop;
    loop.passes = 3;
    loop.body = test::protocol_of({"Discharge at C/2 until 3.5 V", "Rest for 10 s", "Charge at 1C until 4.1 V"});
    settings_.protocol = {{loop}};
    Cell cell(parameters_, settings_.mesh);
    run_.most_steps = 5;  // in the second pass
    simulate(cell, settings_, run_);
    stored_ = {run_.progress.back(), run_.meter.state()};
    layout_ = cell.layout();
    ResultFile file(path_);
    write_progress(file, "/progress", {run_.progress.front(), run_.meter.state()}, layout_, settings_.protocol);
    write_progress(file, "/progress", stored_, layout_, settings_.protocol);  // in the place of the first
    file.close();
  }

  CellParameters parameters_ = test::simple_cell();
  RunSettings settings_;
  Metered run_;
  StoredProgress stored_;
  Layout layout_;
  test::TestFolder folder_;
  fs::path path_ = folder_ / "progress_file.h5";
};

void expect_same(double a, double b, const char* what) {
  EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << what << ": " << a << " and " << b;
}

TEST_F(ProgressFile, IsReadAsItWasWritten) {
  const StoredProgress read = read_progress(path_, "/progress", layout_);
  const Progress &a = read.progress, &b = stored_.progress;
  EXPECT_EQ(a.time, b.time);
  EXPECT_EQ(a.step, b.step);
  EXPECT_EQ(a.energy, b.energy);
  EXPECT_TRUE((a.state == b.state).all());
  ASSERT_EQ(b.position.size(), 2u);
  EXPECT_TRUE(a.position == b.position);
  EXPECT_EQ(a.cycles.cycle.number, b.cycles.cycle.number);
  EXPECT_EQ(a.cycles.cycle.first_step, b.cycles.cycle.first_step);
  EXPECT_EQ(a.cycles.cycle.last_step, b.cycles.cycle.last_step);
  EXPECT_EQ(a.cycles.cycle.start_time, b.cycles.cycle.start_time);
  EXPECT_EQ(a.cycles.cycle.duration, b.cycles.cycle.duration);
  EXPECT_EQ(a.cycles.cycle.passed.charged, b.cycles.cycle.passed.charged);
  EXPECT_EQ(a.cycles.cycle.passed.discharged, b.cycles.cycle.passed.discharged);
  EXPECT_EQ(a.cycles.cycle.passed.energy_in, b.cycles.cycle.passed.energy_in);
  EXPECT_EQ(a.cycles.cycle.passed.energy_out, b.cycles.cycle.passed.energy_out);
  EXPECT_EQ(a.cycles.cycle.stop_reason, b.cycles.cycle.stop_reason);
  expect_same(a.cycles.reference_capacity, b.cycles.reference_capacity, "reference");
  EXPECT_EQ(a.cycles.first, b.cycles.first);
  EXPECT_EQ(a.cycles.turned, b.cycles.turned);
}

TEST_F(ProgressFile, HoldsTheFiguresOfTheReferenceCycle) {
  const FigureMeter::State read = read_progress(path_, "/progress", layout_).figures;
  const FigureRecord &a = read.record, &b = stored_.figures.record;
  expect_same(a.ohmic, b.ohmic, "ohmic");
  expect_same(a.internal, b.internal, "internal");
  expect_same(a.second, b.second, "second");
  expect_same(a.half_hour, b.half_hour, "half hour");
  expect_same(a.charge, b.charge, "charge");
  expect_same(a.last_energy, b.last_energy, "energy");
  expect_same(a.discharge_time, b.discharge_time, "time");
  EXPECT_TRUE(a.losses == b.losses);
  EXPECT_GT(a.charge, 0);
  EXPECT_EQ(a.cycle.passed.discharged, b.cycle.passed.discharged);
  EXPECT_EQ(read.discharged, stored_.figures.discharged);
  EXPECT_EQ(read.last.discharged, stored_.figures.last.discharged);
  EXPECT_EQ(read.last.drift, stored_.figures.last.drift);
}

TEST_F(ProgressFile, WithWhatIsNoNumberIsRefused) {
  stored_.progress.state(layout_.V()) = std::numeric_limits<double>::infinity();
  ResultFile file(path_);
  write_progress(file, "/progress", stored_, layout_, settings_.protocol);
  file.close();
  const std::string error = test::error_of([&] { read_progress(path_, "/progress", layout_); });
  EXPECT_TRUE(test::contains(error, "/progress/state/voltage: found 'inf', expected finite numbers")) << error;
}

TEST_F(ProgressFile, OfAnotherLayoutIsRefused) {
  const auto refused = [&](const CellParameters& cell, const Mesh& mesh, const std::string& dataset) {
    try {
      read_progress(path_, "/progress", layout_of(cell, mesh));
      ADD_FAILURE() << "it was read";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("/progress/state/" + dataset), std::string::npos) << error.what();
    }
  };
  refused(parameters_, {5, 6, 2.0}, "stoichiometry");
  CellParameters other = parameters_;
  other.composite().film.reactions.pop_back();
  refused(other, settings_.mesh, "film_unspent");
  other.composite().film.reactions.clear();
  refused(other, settings_.mesh, "film_");
}

TEST_F(ProgressFile, NamesEveryUnknownOnce) {
  Index next = 0;
  for (const Field& field : fields_of(layout_)) {
    EXPECT_EQ(field.begin, next) << field.name;
    next += field.size();
  }
  EXPECT_EQ(next, layout_.size());
  EXPECT_EQ(unknown_name(layout_, layout_.V()), "voltage");
  EXPECT_EQ(unknown_name(layout_, 4 * 6 - 1), "stoichiometry (class 1, r 6, x 4)");
  EXPECT_EQ(unknown_name(layout_, test::voids_place(layout_, 0)), "negative_voids");
}

}  // namespace
}  // namespace closo
