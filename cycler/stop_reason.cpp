// One table of the kinds, and one sentence for each.
#include "cycler/stop_reason.hpp"

#include <array>

#include <fmt/format.h>

#include "models/columns.hpp"
#include "models/reporting_units.hpp"

namespace closo {
namespace {

using Why = StopReason::Kind;

struct Description {
  Why kind;
  const char* name;
  const char* unit;
};

constexpr std::array descriptions{
    Description{Why::time, "time", "s"},
    Description{Why::ramp, "ramp", "V"},
    Description{Why::profile, "profile", "s"},
    Description{Why::spectrum, "spectrum", "1"},
    Description{Why::lower_voltage, "lower_voltage", "V"},
    Description{Why::upper_voltage, "upper_voltage", "V"},
    Description{Why::current_fell, "current_fell", "A m-2"},
    Description{Why::current_rose, "current_rose", "A m-2"},
    Description{Why::charge, "charge", "C m-2"},
    Description{Why::energy, "energy", "J m-2"},
    Description{Why::stoichiometry, "stoichiometry", "1"},
    Description{Why::particles_full, "particles_full", "1"},
    Description{Why::particles_empty, "particles_empty", "1"},
    Description{Why::level, "", ""},  // of the limit
    Description{Why::endless, "leaking", "C m-2"},
    Description{Why::power_out_of_reach, "power_out_of_reach", "W m-2"},
    Description{Why::power_lost, "power_lost", "W m-2"},
    Description{Why::no_step, "no_step", "1"},
    Description{Why::interrupted, "interrupted", "1"},
};

const Description& description_of(Why kind) {
  return descriptions[static_cast<std::size_t>(kind)];  // in the order of the enumeration, as a test checks
}

std::string sentence(const StopReason& r) {
  switch (r.kind) {
    case Why::time:
      return fmt::format("time limit reached ({})", r.subject);
    case Why::ramp:
      return fmt::format("the ramp reached {}", r.subject);
    case Why::profile:
      return "end of the profile reached";
    case Why::spectrum:
      return "spectrum taken";
    case Why::lower_voltage:
      return fmt::format("lower cut-off {:g} V reached", r.limit);
    case Why::upper_voltage:
      return fmt::format("upper cut-off {:g} V reached", r.limit);
    case Why::current_fell:
      return fmt::format("current fell to {} ({:.4g} mA/cm2)", r.subject, r.limit * to_mA_per_cm2);
    case Why::current_rose:
      return fmt::format("current rose to {} ({:.4g} mA/cm2)", r.subject, r.limit * to_mA_per_cm2);
    case Why::charge:
      return fmt::format("capacity limit reached ({})", r.subject);
    case Why::energy:
      return fmt::format("energy limit reached ({})", r.subject);
    case Why::stoichiometry:
      return fmt::format("mean {} reached", r.subject);
    case Why::particles_full:
    case Why::particles_empty:
      return fmt::format("the surface of the {}{} particles reached stoichiometry {:g}: {}",
                         r.side ? name_of(*r.side) + std::string(" ") : "", r.subject, r.limit, r.detail);
    case Why::level:
      return r.of->sentence({r.limit, r.value, r.detail});
    case Why::endless:
      return fmt::format("no limit reached after {}: the current leaks through the separator", r.subject);
    case Why::power_out_of_reach:
      return fmt::format("requested power exceeds the maximum that the cell can deliver in this state, {:.4g} mW/cm2",
                         r.value * to_mW_per_cm2);
    case Why::power_lost:
      return "the cell can no longer deliver the requested power";
    case Why::no_step:
      return "the solver failed: " + r.detail;
    case Why::interrupted:
      return "interrupted";
  }
  return {};
}

}  // namespace

std::string name_of(const StopReason& reason) {
  return reason.kind == Why::level ? reason.of->name : description_of(reason.kind).name;
}

std::string unit_of(const StopReason& reason) {
  return reason.kind == Why::level ? reason.of->unit : description_of(reason.kind).unit;
}

std::string describe(const StopReason& reason) {
  if (!reason.at_start) return sentence(reason);
  return fmt::format("{} at the start of the step (V = {:.4f} V)", sentence(reason), reason.voltage);
}

}  // namespace closo
