// The names of the unknowns.
#include "models/layout.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace closo {

Layout::Layout(std::vector<CompositePlace> places, std::vector<Side> flat)
    : composites_(static_cast<Index>(places.size())), flat_(std::move(flat)) {
  Index end = 0;
  for (Index k = 0; k < composites_; ++k) {
    CompositePlace& place = places_[static_cast<std::size_t>(k)];
    place = places[static_cast<std::size_t>(k)];
    place.number = k, place.begin = end;
    end = place.end();
  }
  i_ = end;
  own_begin_ = eta_m(flats());
  for (Index k = 0; k < composites_; ++k) {
    places_[static_cast<std::size_t>(k)].contact = own_begin_;
    own_begin_ += 2;
  }
}

std::vector<Field> fields_of(const Layout& layout) {
  std::vector<Field> fields;
  const auto add = [&](const std::string& name, const char* unit, const char* meaning, Index begin,
                       std::vector<Field::Axis> axes) {
    fields.push_back({name, unit, meaning, std::move(axes), Field::state, begin});
    if (fields.back().size() == 0) fields.pop_back();
  };
  for (Index k = 0; k < layout.composites(); ++k) {
    const CompositePlace& place = layout.composite(k);
    const Field::Axis x = place.across(), particle{"class", place.n_p};
    add(place.name("stoichiometry"), "1", "Stoichiometry in the particles, (class, r, x)", place.begin,
        {particle, {"r", place.n_r}, x});
    add(place.name("reaction_rate"), "A m-2", "Reaction current density at the particles, (class, x)", place.j_begin(),
        {particle, x});
    add(place.name("potential_difference"), "V", "Potential of the electrons against that of the ions, (x)",
        place.u_begin(), {x});
  }
  add("ionic_current", "A m-2", "Ionic current density through the separator", layout.i(), {});
  add("voltage", "V", "Cell voltage", layout.V(), {});
  add("charge", "1", "Charge passed since assembly over the nominal capacity", layout.q(), {});
  add("ionic_charge", "1", "Charge that ions carried through the separator since assembly, over the nominal capacity",
      layout.ionic_charge(), {});
  add("temperature", "K", "Temperature of the cell", layout.temperature(), {});
  add("cycles", "1",
      "Equivalent cycles since assembly: charge of ions in both directions over twice the nominal capacity",
      layout.cycles(), {});
  for (Index flat = 0; flat < layout.flats(); ++flat) {
    const std::string side = name_of(layout.side(flat));
    add(side + "_overpotential", "V", "Overpotential of a flat electrode", layout.eta_m(flat), {});
  }
  for (Index k = 0; k < layout.composites(); ++k) {
    const CompositePlace& place = layout.composite(k);
    add(place.name("contact"), "1", "Connected fraction of the active material", place.contact, {});
    add(place.name("ions"), "1",
        "Exchangeable ions in all active material, with and without contact, over what it can hold", place.ions(), {});
  }
  for (const Field& field : layout.own()) fields.push_back(field);
  return fields;
}

void Layout::add(Field field) {
  field.begin = size();
  own_size_ += field.size();
  own_.push_back(std::move(field));
}

FieldPlace Layout::place(std::string_view name) const {
  for (const Field& field : own_)
    if (field.name == name) {
      const Index rows = field.axes.empty() ? 1 : field.axes.back().size;
      return {field.begin, rows, field.size() / rows};
    }
  return {};
}

std::string unknown_name(const Layout& layout, Index unknown) {
  for (const Field& field : fields_of(layout)) {
    Index place = unknown - field.begin;
    if (place < 0 || place >= field.size()) continue;
    std::string text;
    for (auto axis = field.axes.rbegin(); axis != field.axes.rend(); ++axis) {
      text = fmt::format("{} {}{}{}", axis->name, place % axis->size + 1, text.empty() ? "" : ", ", text);
      place /= axis->size;
    }
    return text.empty() ? field.name : fmt::format("{} ({})", field.name, text);
  }
  return fmt::format("unknown {}", unknown);
}

}  // namespace closo
