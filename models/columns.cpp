// Columns of the electrolyte and all electrodes, in the order in which results have them.
#include "models/columns.hpp"

#include "models/cell.hpp"
#include "models/mechanisms/leakage.hpp"

namespace closo {

const Columns& columns() {
  static const Columns all = [] {
    Columns c;
    BinaryElectrolyte::add_columns(c);
    CompositeElectrode::add_columns(c);
    FlatInterface::add_columns(c);
    add_leakage_columns(c);
    return c;
  }();
  return all;
}

}  // namespace closo
