// What must hold for any text that claims to be a protocol step or a run.
#pragma once

#include <cstdlib>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "cycler/protocol_text.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "formats/yaml/run_input.hpp"
#include "io/yaml_input.hpp"

namespace closo::test {

/// Either refused with a ProtocolError, or printed as a text that reads as the same step.
/// @return whether it is a step
inline bool step_holds(const std::string& text) {
  try {
    const ProtocolStep step = parse_step(text);
    if (!(parse_step(print(step)) == step)) std::abort();
    return true;
  } catch (const ProtocolError& error) {
    if (error.position < 1 || error.position > text.size() + 1) std::abort();
  }
  try {
    const LoopLimit limit = parse_loop_limit(text);
    if (!(parse_loop_limit(print(limit)) == limit)) std::abort();
  } catch (const ProtocolError&) {
    // neither a step nor the limit of a loop
  }
  return false;
}

/// Either refused with an InputError, or read; the protocol then reads as the same when it is written.
/// @return whether it is a run
inline bool run_holds(const std::string& text) {
  try {
    const RunInput run = read_run(resolve_text(text, "text", {}), nullptr);
    const auto silent = [](const ProtocolNode&) { return std::string(); };
    std::string written = "protocol:\n" + write_protocol(run.settings.protocol, silent);
    const InputNode root = parse_yaml(written, "written");
    if (!(read_protocol(InputReader(root, "", nullptr), "protocol", run.cell) == run.settings.protocol)) std::abort();
    return true;
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace closo::test
