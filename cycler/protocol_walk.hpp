// Goes through a protocol step by step, and can say where it is.
#pragma once

#include <vector>

#include "models/parameters.hpp"
#include "cycler/protocol.hpp"

namespace closo {

/// What the limits of loops look at when a step is done.
struct StepOutcome {
  double discharge_capacity = 0.0;  // of the latest cycle [C m-2]
  bool cut_off = false;             // the step ended at a voltage
};

class ProtocolWalk {
 public:
  /// Both must outlive the walk.
  /// @param cell  for the size of the amounts that limit loops
  ProtocolWalk(const Protocol& protocol, const CellParameters& cell);

  /// The step to do next; nullptr at the end.
  const ProtocolStep* step() const;

  /// Goes on after the step, out of the loops that are over.
  void advance(const StepOutcome& outcome);

  /// Where the walk is, as numbers; go_to() with these, in the same protocol, comes back.
  std::vector<double> position() const;
  /// @throws RunError if the protocol has no such place
  void go_to(const std::vector<double>& position);

 private:
  struct Level {
    const Protocol* body;
    const Loop* loop;             // nullptr at the top
    std::size_t entry = 0;        // in the body
    long pass = 0;                // from 0
    double first_capacity = 0.0;  // discharge capacity at the end of the first pass [C m-2]
    bool cut_off = false;         // in this pass
  };

  void descend();
  bool over(Level& level, const StepOutcome& outcome) const;
  bool reached(const LoopLimit& limit, const Level& level, const StepOutcome& outcome) const;

  const CellParameters& cell_;
  std::vector<Level> levels_;
};

}  // namespace closo
