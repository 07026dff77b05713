// Goes through a protocol step by step, and can say where it is.
#pragma once

#include <vector>

#include "cycler/run.hpp"
#include "models/parameters.hpp"

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

  /// Where the walk is, from the outermost level in.
  std::vector<LoopPlace> position() const;
  /// Goes to where a walk through the same protocol was. @return false if the protocol has no such place
  bool go_to(const std::vector<LoopPlace>& position);

 private:
  struct Level {
    const Protocol* body;
    const Loop* loop;  // nullptr at the top
    LoopPlace place{};
    const ProtocolNode& node() const { return (*body)[static_cast<std::size_t>(place.entry)]; }
    bool at_end() const { return place.entry == static_cast<Index>(body->size()); }
  };

  void descend();
  bool over(Level& level, const StepOutcome& outcome) const;
  bool reached(const LoopLimit& limit, const Level& level, const StepOutcome& outcome) const;

  const CellParameters& cell_;
  std::vector<Level> levels_;
};

}  // namespace closo
