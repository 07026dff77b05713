// What is done to a cell.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "closo/export.hpp"

namespace closo {

/// Steps as texts, "Discharge at 1C until 2.5 V", as docs/protocol.md has them; loops, profiles and spectra as YAML.
class CLOSO_EXPORT Steps {
 public:
  Steps(std::initializer_list<std::string> steps);
  explicit Steps(const std::vector<std::string>& steps);
  /// From a YAML list: "[Rest for 1 hour, {eis: {from: 1 MHz, to: 1 Hz, points_per_decade: 10}}]". @throws InputError
  static Steps from_text(const std::string& yaml, const std::string& name = "protocol");

  struct Data;
  const Data& data() const { return *data_; }

 private:
  explicit Steps(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

}  // namespace closo
