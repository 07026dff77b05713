#!/usr/bin/env python3
"""closo import on files of instruments and on files that are wrong, without packages of others."""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

from tools import tool

CLOSO = pathlib.Path(sys.argv[1]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLES = HERE / "measured"
CYCLING = "time/s,Ewe/V,<I>/mA\n"
ARBIN = "Data_Point,Date_Time,Test_Time(s),Step_Time(s),Step_Index,Cycle_Index,Voltage(V),Current(A),Aux_Temperature_1 (C)\n"


def run(folder, path, *options):
    return tool("import", path, "-o", folder / "out.bdf.csv", *options, cwd=folder)


def columns(folder, path, *options):
    """What is written, by column."""
    done = run(folder, path, *options)
    assert done.returncode == 0, done.stderr
    with open(folder / "out.bdf.csv", newline="") as file:
        rows = list(csv.reader(file))
    assert os.listdir(folder).count("out.bdf.csv") == 1 and not list(folder.glob(".*partial")), os.listdir(folder)
    return {name: [float(cell) if cell else None for cell in cells] for name, *cells in zip(*rows)}


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def check_instruments(folder):
    read = columns(folder, SAMPLES / "biologic_cp.mpt")
    assert read["Test Time / s"][0] == 328.3641917048226 and read["Voltage / V"][1] == -3.449388, read
    assert read["Current / A"] == [-0.099888, -0.099914726, -0.099926186, -0.09993], read
    assert read["Cycle Count / 1"] == [1] * 4 and read["Step Count / 1"] == [1] * 4, read  # EC-Lab counts from 0
    read = columns(folder, SAMPLES / "biologic_cp.mpt", "--column", "voltage=Ewe-Ece/V")
    assert read["Voltage / V"][0] == -8.6462145, read
    read = columns(folder, SAMPLES / "biologic_peis.mpt")
    assert list(read)[:3] == ["Frequency / Hz", "Real Impedance / ohm", "Imaginary Impedance / ohm"], read
    assert (read["Frequency / Hz"][3], read["Real Impedance / ohm"][3]) == (0.38965085, 86.686745), read
    assert read["Imaginary Impedance / ohm"][3] == -21.498911, read  # the column is -Im(Z)
    read = columns(folder, SAMPLES / "biologic_peis.mpt", "--kind", "cycling")
    assert read["Current / A"][0] == -4.8041187e-5 and read["Voltage / V"][0] == -2.8677555e-4, read
    read = columns(folder, SAMPLES / "neware_cycling.csv")
    assert read["Test Time / s"] == [0, 60, 120, 4860] and read["Voltage / V"][3] == 2.9319, read
    units = ("--unit", "time=s", "--unit", "current=A", "--unit", "voltage=V")
    read = columns(folder, SAMPLES / "without_units.csv", *units)
    assert read["Test Time / s"][3] == 3600.097024 and read["Current / A"][3] == 0.000182940625, read
    assert read["Step Count / 1"] == [1, 1, 1, 2, 2, 2], read


def check_decimal_commas(folder):
    """The same numbers from the same file as a German EC-Lab writes it."""
    for sample in ("biologic_cp.mpt", "biologic_peis.mpt"):
        expected = columns(folder, SAMPLES / sample)
        text = (SAMPLES / sample).read_bytes()
        assert columns(folder, put(folder, "comma.mpt", text.replace(b".", b","))) == expected


def check_spellings(folder):
    rows = "0{0}3.0{0}1\n0.5{0}3.5{0}-2\n"
    for header, separator, options, seconds, amperes in (
            (CYCLING, ",", (), 0.5, -0.002), ("Time (h);Voltage (mV);I [mA]\n", ";", (), 1800, -0.002),
            ("Test Time / s\tVoltage / V\tCurrent / A\n", "\t", ("--discharge-positive",), 0.5, 2),
            ("test_time_second,voltage_volt,current_ampere\n", ",", (), 0.5, -2),
            ("time/min,Ecell/V,Ewe/V,I/\u00b5A\n", ",", (), 30, -2e-6)):
        cells = rows.replace("3.0", "3.0,9").replace("3.5", "3.5,9") if "Ecell" in header else rows
        read = columns(folder, put(folder, "plain.csv", header + cells.format(separator)), *options)
        volts = 0.0035 if "mV" in header else 3.5
        second = [read[name][1] for name in ("Test Time / s", "Voltage / V", "Current / A")]
        assert second == [seconds, volts, amperes], (header, read)


def check_steps(folder):
    """Cycles and steps by the sign of the current; a current below 1e-4 of the largest is rest."""
    rows = "0,3,1\n1,4,1\n1,4,0.00005\n2,4,0\n3,3,-1\n4,3,-1\n5,3,1\n6,4,1\n"
    read = columns(folder, put(folder, "signs.csv", CYCLING + rows))
    assert read["Step Count / 1"] == [1, 1, 2, 2, 3, 3, 4, 4], read  # two rows of one time where the step changes
    assert read["Cycle Count / 1"] == [1, 1, 1, 1, 1, 1, 2, 2], read
    rows = "1,x,0,0,1,1,3.1,0.5,25.1\n2,x,5,5,1,1,3.2,0.5,\n3,x,9,1,2,1,3.0,-0.5,25.3\n4,x,12,1,1,2,3.1,0.5,25.4\n"
    read = columns(folder, put(folder, "arbin.csv", ARBIN + rows))
    assert read["Step Count / 1"] == [1, 1, 2, 3] and read["Cycle Count / 1"] == [1, 1, 1, 2], read
    assert read["Ambient Temperature / degC"] == [25.1, None, 25.3, 25.4], read


def check_curves_and_spectra(folder):
    bare = put(folder, "digitised.csv", "0.4, 4.02\n51.2, 3.98\n103.1, 2.5\n")
    read = columns(folder, bare, "--header", "capacity (mAh/g),voltage (V)")
    assert read == {"Specific Capacity / mAh g-1": [0.4, 51.2, 103.1], "Voltage / V": [4.02, 3.98, 2.5]}, read
    blanks = put(folder, "digitised.txt", "0.4 4.02\n51.2  3.98\n")
    assert columns(folder, blanks, "--header", "capacity (mAh/g),voltage (V)")["Voltage / V"] == [4.02, 3.98]
    spectrum = put(folder, "eis.csv", "f (kHz),Re(Z) [Ohm],Im(Z) [Ohm]\n1,50,12\n0.1,60,30\n")
    assert "--imaginary" in failure(folder, spectrum)
    read = columns(folder, spectrum, "--imaginary", "minus_im")
    assert read["Imaginary Impedance / ohm"] == [-12, -30] and read["Frequency / Hz"] == [1000, 100], read


def cycle_rows(currents, seconds=60):
    """Rows of (time, voltage, current): each current for ten rows, the voltage rising by 0.1 V per row on charge."""
    rows, voltage = [], 3.0
    for current in currents:
        for _ in range(10):
            rows.append([len(rows) * seconds, round(voltage, 6), current])
            voltage += 0.1 * ((current > 0) - (current < 0))
    return rows


def text_of(header, rows, mark=","):
    return header + "\n" + "".join(mark.join(str(cell) for cell in row) + "\n" for row in rows)


def check_cycles(folder):
    """A cycle begins as the test began; what turns back less than 1 % of the charge begins none; half cycles of the file count."""
    header = "time/s,Ewe/V,I/mA"
    for currents, expected in (([1, -1, 1, -1], [1, 1, 2, 2]), ([-1, 1, -1, 1], [1, 1, 2, 2]),
                               ([1, 0, -0.01, 0.01, -0.01, 1, -1, 0, 1], [1, 1, 1, 1, 1, 1, 1, 1, 2]),
                               ([0.01, -0.01, 0.01, 0, -1, 1, -1, 1], [1, 1, 1, 1, 1, 1, 2, 2])):  # it began with a discharge
        read = columns(folder, put(folder, "turns.csv", text_of(header, cycle_rows(currents))))
        assert read["Cycle Count / 1"] == [cycle for cycle in expected for _ in range(10)], (currents, read)
    rows = [row + [number // 10 // 2] for number, row in enumerate(cycle_rows([1, -1, 1, -1, 1, -1]))]
    read = columns(folder, put(folder, "half.mpt", "EC-Lab ASCII FILE\nNb header lines : 3\n"
                               + text_of(header.replace(",", "\t") + "\thalf cycle", rows, "\t")))
    assert read["Cycle Count / 1"] == [1] * 40 + [2] * 20, read
    by_cycle = "Cycle_Index,Test_Time(s),Current(A),Voltage(V)\n1,3600,-0.1,2.5\n2,7200,-0.1,2.5\n3,10800,-0.1,2.5\n"
    assert "not a table of its cycles" in failure(folder, put(folder, "cycles.csv", by_cycle))
    rows = [row + [1 + number % 10] for number, row in enumerate(cycle_rows([1, -1]))]
    read = columns(folder, put(folder, "rows.csv", text_of("time/s,Ewe/V,I/mA,Step Index / 1", rows)))
    assert read["Step Count / 1"] == [1] * 10 + [2] * 10, read
    rows = [row + [k] for row, k in zip(cycle_rows([1, -1], 0), range(20))]  # a clock of whole seconds: all in the same
    assert columns(folder, put(folder, "second.csv", text_of(header + ",Record", rows)))["Test Time / s"] == [0] * 20


GAMRY = ("EXPLAIN\nTAG\tEISPOT\nNOTES\tNOTES\t2\t&Notes...\n\ta line\n\t\n"
         "OCVCURVE\tTABLE\t2\n\tPt\tT\tVf\tIm\n\t#\ts\tV vs. Ref.\tA\n"
         "\t0\t1\t3.1\t0\n\t1\t2\t3.1\t0\nEOC\tQUANT\t3.1\tOpen Circuit (V)\n")
GAMRY_EIS = ("ZCURVE\tTABLE\n\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tIdc\tVdc\n\t#\ts\tHz\tohm\tohm\tV\tA\tV\n"
             "\t0\t1\t1000\t50\t-12\t1\t0\t3\n\t1\t3\t100\t60\t-30\t1\t0\t3\n")
GAMRY_CURVE = "CURVE{}\tTABLE\t2\n\tPt\tT\tVf\tIm\tSig\n\t#\ts\tV vs. Ref.\tA\tV\n" \
              "\t0\t{}\t3.5\t{}\t0\n\t1\t{}\t3.6\t{}\t0\n"
ZPLOT = ("ZPLOT2 ASCII\n  Experiment Type:            Sweep Frequency\n  Begin Pstat:  1\n"
         "  Freq(Hz)\tAmpl\tBias\tTime(Sec)\tZ'(a)\tZ''(b)\tGD\tErr\n"
         "End Comments\n1.000E+03\t1E-2\t0\t2.6\t50\t-12\t0\t0\n1.000E+02\t1E-2\t0\t3.3\t60\t-30\t0\t0\n")
VERSASTUDIO = ("<Application>\nName=VersaStudio\n</Application>\n\n<Action1>\nName=EIS\n</Action1>\n<Segment1>\nType=2\n"
               "Definition=Segment #, Point #, E(V), I(A), Elapsed Time(s), Frequency(Hz), Z Real, Z Imag, 0\n"
               "{}</Segment1>\n<X>\n1,2\n</X>\n")
IVIUM = ("\0\0H\0\r\nPeaks=false\r\nMethod={}\r\nTechnique=Constant E\r\nprimary_data    \r\n3         \r\n2         \r\n"
         "5.00000E+01  -1.20000E+01\t1.00000E+03 \r\n6.00000E+01  -3.00000E+01\t1.00000E+02 \r\n\0\0tail")


def check_layouts(folder):
    """Instruments that lay their text out in a way of their own: the same spectrum, and direct current where they have it."""
    segment = "0,0,0.1,1E-6,1.8,1000,50,-12\n0,1,0.1,1E-6,2.1,100,60,-30\n"
    for name, text in (("eis.DTA", GAMRY + GAMRY_EIS), ("eis.z", ZPLOT), ("eis.par", VERSASTUDIO.format(segment)),
                       ("eis.idf", IVIUM.format("Impedance"))):
        read = columns(folder, put(folder, name, text))
        assert read == {"Frequency / Hz": [1000, 100], "Real Impedance / ohm": [50, 60],
                        "Imaginary Impedance / ohm": [-12, -30]}, (name, read)
    both = GAMRY_CURVE.format(1, 0, 0.5, 60, 0.5) + GAMRY_CURVE.format(2, 61, -0.5, 120, -0.5)
    read = columns(folder, put(folder, "curves.dta", GAMRY + both))
    assert read["Test Time / s"] == [0, 60, 61, 120] and read["Current / A"] == [0.5, 0.5, -0.5, -0.5], read
    assert read["Step Count / 1"] == [1, 1, 2, 2] and read["Voltage / V"] == [3.5, 3.6] * 2, read
    assert columns(folder, put(folder, "rest.dta", GAMRY))["Voltage / V"] == [3.1, 3.1]
    direct = "0,0,3.5,0.5,0,0,0,0\n0,1,3.6,0.5,60,0,0,0\n"
    read = columns(folder, put(folder, "direct.par", VERSASTUDIO.format(direct)))
    assert read["Test Time / s"] == [0, 60] and read["Voltage / V"] == [3.5, 3.6] and read["Current / A"] == [0.5, 0.5], read
    for name, text, said in (("a.dta", "x\n", "a.dta:1: found 'x', expected 'EXPLAIN'"),
                             ("b.dta", "EXPLAIN\nTAG\tX\n", "found tables none"),
                             ("c.z", ZPLOT.split("End")[0], "no line 'End Comments'"),
                             ("d.par", VERSASTUDIO.format(""), "no rows in a <Segment>"),
                             ("e.idf", IVIUM.format("Transients"), "found Method=Transients"),
                             ("f.idf", IVIUM.format("Impedance").split("6.0")[0], "found 1 rows, expected 2"),
                             ("g.dta", GAMRY + GAMRY_EIS + GAMRY_CURVE.format(1, 0, 1, 1, 1),
                              "ZCURVE, CURVE1 with different columns")):
        assert said in failure(folder, put(folder, name, text)), (name, failure(folder, folder / name))


def check_charges(folder):
    """A file of EC-Lab without a current has the charge since the row before; its first row has that of the second."""
    rows = [[0, 3.0, 0, 0], [10, 3.1, 0.01, 0], [10, 3.1, 0, 1], [40, 3.0, -0.06, 1], [50, 2.9, -0.02, 1]]
    for unit, size in (("mA.h", 1), ("C", 3.6)):
        charges = [[time, voltage, charge * size, step] for time, voltage, charge, step in rows]
        read = columns(folder, put(folder, "charges.csv", text_of(f"time/s,Ewe/V,dq/{unit},Ns", charges)))
        for current, expected in zip(read["Current / A"], (3.6e-3, 3.6e-3, -7.2e-3, -7.2e-3, -7.2e-3)):
            assert abs(current - expected) < 1e-15, read
    assert "the same time in all rows" in failure(folder, put(folder, "still.csv", "time/s,Ewe/V,dq/C\n1,3,1\n"))


def check_directions(folder):
    """Currents without a sign take it from a column of directions, whatever words it has; without one they are refused."""
    rows = cycle_rows([0, 1, -1, 1])
    unsigned = [[time, voltage, abs(current)] for time, voltage, current in rows]
    expected = columns(folder, put(folder, "signed.csv", text_of("time/s,U/V,I/mA", rows)))
    for name, words in (("Md", "RCD"), ("Step Type", ("Rest", "CC Chg", "CC DChg")), ("State", ("Rest", "C_CC", "D_CC")),
                        ("Direction", ("Pause", "Charge", "Discharge"))):
        said = [row + [words[(signed[2] > 0) + 2 * (signed[2] < 0)]] for row, signed in zip(unsigned, rows)]
        assert columns(folder, put(folder, "said.csv", text_of(f"time/s,U/V,I/mA,{name}", said))) == expected, name
        turned = [[time, voltage, -signed[2], word] for (time, voltage, _, word), signed in zip(said, rows)]
        wrong = put(folder, "turned.csv", text_of(f"time/s,U/V,I/mA,{name}", turned))
        assert "--discharge-positive" in failure(folder, wrong), name
        assert columns(folder, wrong, "--discharge-positive") == expected, name
    lost = failure(folder, put(folder, "lost.csv", text_of("time/s,U/V,I/mA", unsigned)))
    assert "the voltage falls from 4 to 3.8 V" in lost, lost
    charges = [row for row in unsigned if row[2] == 0] + unsigned[10:20]
    assert min(columns(folder, put(folder, "charge.csv", text_of("time/s,U/V,I/mA", charges)))["Current / A"]) == 0


def check_headers(folder):
    """One table under headers as instruments write them."""
    expected = {"Frequency / Hz": [1000, 10], "Real Impedance / ohm": [50, 60], "Imaginary Impedance / ohm": [-12, -30]}
    units = ("--unit", "frequency=Hz", "--unit", "real=ohm", "--unit", "imaginary=ohm")
    plain = [[1000, 50, -12], [10, 60, -30]]
    for header, rows, mark, options in (
            ("freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm,Im(M),Re(C)/nF", [[1000, 50, 12, 0, 7], [10, 60, 30, 0, 7]], ",", ()),
            ("freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm", [[0, 0, 0], [1000, 50, 12], [0, 0, 0], [10, 60, 30]], ",", ()),
            ("freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm,,Rwe/Ohm", [[1000, 50, 12, 8], [10, 60, 30, 8]], ",", ()),
            ("# f [hz];Z' [OHM];Z'' [OHM]", plain, ";", ()),
            ("freq,real,imag", plain, ",", units), ("f Z' Z''", plain, " ", units)):
        read = columns(folder, put(folder, "spectrum.txt", text_of(header, rows, mark)), *options)
        assert read == expected, (header, read)
    rows = [[0, 3.0, 1, "x"], [30, 3.1, 1, "x"]]
    for header, options in (("Time (Seconds),<Ewe/V>,I/mA,Temperature/furlong", ()), ("# Time [Sec],U [V],I [mA],note", ())):
        read = columns(folder, put(folder, "units.csv", text_of(header, rows)), *options)
        assert read["Test Time / s"] == [0, 30] and read["Voltage / V"] == [3, 3.1], read
        assert "Ambient Temperature / degC" not in read, read
    for first, second, seconds in (("0-00:00:30", "1-00:00:30", 86400), ("0d 00:00:0", "2d 01:00:0", 176400),
                                   ("1:0:0", "1:2:3.5", 123.5)):
        read = columns(folder, put(folder, "clock.csv", f"Time,U/V,I/A\n{first},3,1\n{second},3.1,1\n"))["Test Time / s"]
        assert read[1] - read[0] == seconds, read
    curves = put(folder, "two.csv", "slow,,fast,\nX,Y,X,Y\n0.4,4.02,0.3,3.9\n51.2,3.98,40,3.7\n103.1,2.5,,\n")
    options = ("--unit", "capacity=mAh/g", "--unit", "voltage=V", "--column")
    assert columns(folder, curves, *options, "capacity=X#2", "--column", "voltage=Y#2")["Voltage / V"] == [3.9, 3.7]
    assert len(columns(folder, curves, *options, "capacity=X#1", "--column", "voltage=Y#1")["Voltage / V"]) == 3
    assert "'X#1' is the first of them" in failure(folder, curves, *options, "capacity=X", "--column", "voltage=Y#1")


def failure(folder, path, *options):
    """The one line of an error; nothing is written, and what was there stays."""
    (folder / "out.bdf.csv").write_text("before")
    done = run(folder, path, *options)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "expected" in done.stderr, (done.returncode, done.stderr)
    assert (folder / "out.bdf.csv").read_text() == "before" and not list(folder.glob(".*partial")), os.listdir(folder)
    return done.stderr


def check_errors(folder):
    peis = (SAMPLES / "biologic_peis.mpt").read_bytes()
    header = peis[:peis.index(b"1.0003201E")]
    good = CYCLING + "0,3.0,1\n1,3.1,1\n"
    for name, content, options, expected in (
            ("empty.csv", "", (), "an empty file"), ("only_header.csv", CYCLING, (), "no rows"),
            ("cut_off.mpt", peis[:-200], (), "cut_off.mpt:28: found 6 cells, expected 18"),
            ("no_rows.mpt", header, (), "no rows"),
            ("no_header.mpt", header[:300], (), "22 header lines"),
            ("mislabelled.mpt", good, (), "mislabelled.mpt:1: found 'time/s"),
            ("mislabelled.mpr", good, (), "a .mpr file"), ("mislabelled.ndax", good, (), "a .ndax file"),
            ("binary.csv", b"PK\x03\x04\0\0", (), "binary"), ("unknown.h5", good, (), "found '.h5'"),
            ("no_unit.csv", good.replace("/mA", ""), (), "no_unit.csv:1: <I>: found no unit, expected one of A"),
            ("wrong_unit.csv", good.replace("/mA", "/mAh"), (), "found unit 'mAh'"),
            ("unit_twice.csv", good, ("--unit", "current=A"), "unit mA in the file, A in --unit"),
            ("mixed.csv", "t/s;Ewe/V;I/A\n0,5;3,0;1\n1,5;3.1;1\n", (), "mixed.csv:3: Ewe/V: found '3.1', expected one decimal"),
            ("commas.csv", CYCLING + "0,5,3,0,1,0\n", (), "commas.csv:2: found 6 cells, expected 3"),
            ("minus.csv", "f/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n-1,1,3\n", (), "minus.csv:2: f/Hz: found '-1'"),
            ("thousands.csv", CYCLING.replace(",", ";") + "1.000,5;3,0;1\n", (), "found '1.000,5'"),
            ("duplicated.csv", CYCLING + "0,3,1\n1,3,1\n1,3,1\n", (), "duplicated.csv:4: time/s: found 1 s after 1 s"),
            ("decreasing.csv", CYCLING + "0,3,1\n2,3,1\n1,3,-1\n", (), "decreasing.csv:4: time/s: found 1 s after 2 s"),
            ("no_voltage.csv", "time/s,I/mA\n0,1\n", (), "no_voltage.csv:1: found no column of voltage in time/s, I/mA"),
            ("nothing.csv", "a,b\n1,2\n", (), "columns a, b"),
            ("text.csv", good.replace("3.1", "off"), (), "text.csv:3: Ewe/V: found 'off'"),
            ("infinite.csv", good.replace("3.1", "1e400"), (), "infinite.csv:3: Ewe/V: found '1e400'"),
            ("nan.csv", good.replace("3.1", "nan"), (), "nan.csv:3: Ewe/V: found 'nan'"),
            ("twice.csv", "t/s,I/A,I/mA,U/V\n0,1,1,3\n", (), "columns 'I/A' and 'I/mA'"),
            ("cycles.csv", "t/s,I/A,U/V,cycle\n0,1,3,1.5\n", (), "cycles.csv:2: cycle: found '1.5', expected a whole number"),
            ("frequency.csv", "f/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n0,1,3\n", (), "f/Hz: found 0 in every row"),
            ("chosen.csv", good, ("--column", "voltage=Ece/V"), "no column 'Ece/V', expected one of time/s, Ewe/V")):
        said = failure(folder, put(folder, name, content), *options)
        assert expected in said, (name, said)
    assert "No such file" in failure(folder, folder / "absent.csv")


def run_documented(number):
    """The commands of a block of docs/import.md, as pasted, with the closo that the command line names."""
    block = (ROOT / "docs/import.md").read_text().split("```bash\n")[1 + number].split("```")[0]
    environment = os.environ | {"PATH": f"{CLOSO.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-e", "-c", block], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(" rows; ") == block.count("closo import"), done.stdout


def main():
    run_documented(0)
    for check in (check_instruments, check_decimal_commas, check_spellings, check_steps, check_cycles, check_layouts, check_charges,
                  check_directions, check_headers, check_curves_and_spectra, check_errors):
        with tempfile.TemporaryDirectory() as folder:
            check(pathlib.Path(folder))
    print("texts of instruments are read, and wrong ones rejected")


if __name__ == "__main__":
    main()
