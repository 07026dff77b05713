"""A small result file as closo run writes it: two cycles, and a third of which only the last step has its series."""
import numpy

SIZES = {"area": 5.0e-5, "active_mass": 5.7e-7, "one_c": 7.4e-5}
TEXTS = ["Charge at C/10", "Rest for 30 minutes", "Discharge at C/10", "Charge at \"1C\"", "Discharge at 1 µA, once", "Rest"]
CYCLE = [1, 1, 1, 2, 2, 3]
TEMPERATURE = [298.15, 298.15, 298.15, 333.15, 333.15, 333.15]  # around the cell at the start of each step, which ends 1 K warmer
PASSED = ["charge", "charge_in", "charge_out", "energy", "energy_in", "energy_out"]
RECORDED = [1, 2, 3, 6]  # steps 4 and 5 have no series

# step, start and end [s], current [A], positive on discharge, voltage at the start and the end [V]
STEPS = [(1, 0.0, 3600.0, -7.4e-6, 3.3, 4.1), (2, 3600.0, 5400.0, 0.0, 4.0, 4.0), (3, 5400.0, 9000.0, 7.4e-6, 3.9, 3.1),
         (4, 9000.0, 9360.0, -7.4e-5, 3.4, 4.2), (5, 9360.0, 16560.0, 1.0e-6, 4.0, 3.8), (6, 16560.0, 17000.0, 0.0, 3.9, 3.9)]


def series():
    """The recorded rows, and of every step what passed."""
    rows = {name: [] for name in ("time", "step", "voltage", "current", "temperature", *PASSED)}
    charges, energies, before = [], [], dict.fromkeys(PASSED, 0.0)
    for step, start, end, current, first, last in STEPS:
        for share in (0, 1 / 3, 1):
            time = (end - start) * share
            voltage = first + (last - first) * share
            charge, energy = current * time, current * time * (first + voltage) / 2
            passed = {"charge": charge, "charge_in": max(-charge, 0), "charge_out": max(charge, 0),
                      "energy": energy, "energy_in": max(-energy, 0), "energy_out": max(energy, 0)}
            row = {"time": start + time, "step": step, "voltage": voltage, "current": current, "temperature": TEMPERATURE[step - 1] + share}
            row |= {name: before[name] + value for name, value in passed.items()}
            if step in RECORDED:
                for name, value in row.items():
                    rows[name].append(value)
        charges.append(charge)
        energies.append(energy)
        before = {name: row[name] for name in PASSED}
    return {name: numpy.array(values) for name, values in rows.items()}, numpy.array(charges), numpy.array(energies)


def write(h5py, path, without=None, replaced=None):
    """Leaves out one dataset, or replaces some."""
    rows, _, _ = series()
    steps = {"number": numpy.arange(1, 7), "cycle": numpy.array(CYCLE), "text": TEXTS}
    datasets = {f"/cell/{name}": value for name, value in SIZES.items()}
    datasets |= {f"/series/{name}": values for name, values in rows.items()}
    datasets |= {f"/steps/{name}": values for name, values in steps.items()} | (replaced or {})
    with h5py.File(path, "w") as file:
        file.attrs.update({"closo_format": "1", "closo_version": "0.1.0", "git_commit": "0123456789ab", "title": "A \"small\" run",
                           "cell": "Na | Na3(VOPO4)2F, 25 °C", "created": "2026-01-02T03:04:05Z"})
        for name, values in datasets.items():
            if name != without:
                text = isinstance(values, list)
                file.create_dataset(name, data=values, dtype=h5py.string_dtype() if text else None)
