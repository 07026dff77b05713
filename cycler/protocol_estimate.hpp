// How long a protocol will take, before it is run.
#pragma once

#include <map>
#include <optional>

#include "cycler/run.hpp"
#include "models/balance.hpp"

namespace closo {

/// Durations as charge alone would have it: every step goes to the stoichiometry at which the open-circuit voltage
/// reaches its limit. Losses make real steps shorter; holds that only a current ends count as nothing.
class ProtocolEstimate {
 public:
  ProtocolEstimate(const CellParameters& cell, const RunSettings& settings);

  double total() const { return total_; }  // s
  long steps() const { return steps_; }    // with all passes of loops
  /// Duration of a step, or of all passes of a loop, at its first time [s].
  double of(const ProtocolNode& node) const { return durations_.at(&node); }

 private:
  struct Sum {
    double duration = 0.0;
    long steps = 0;
  };
  Sum add(const Protocol& nodes);
  Sum add(const Loop& loop);
  double add(const ProtocolStep& step);
  double charge_step(const ProtocolStep& step);
  double stated_time(const ProtocolStep& step) const;

  const CellParameters& cell_;
  std::optional<Balance> ocv_;  // of a cell with active material
  double exchange_charge_;      // for y from 0 to 1 [C m-2]
  double y_;
  double voltage_;  // V, without active material
  std::map<const ProtocolNode*, double> durations_;
  double total_ = 0.0;
  long steps_ = 0;
};

/// "1.5 h", "3.2 d".
std::string format_duration(double seconds);

}  // namespace closo
