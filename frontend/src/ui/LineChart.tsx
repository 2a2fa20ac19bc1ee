import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import { smooth } from './chartData';
import { ChartTable, downloadCsv } from './ChartTable';
import styles from './LineChart.module.css';

export interface Series {
  key: string;
  label: string;
  /** One value an x; null where there is none. */
  values: readonly (number | null)[];
  /** A token, such as "--accent". */
  colour: string;
  dashed?: boolean;
  /** Shows where the values are, for series with few of them. */
  points?: boolean;
  /** Draws a smoothed line over the raw one. */
  smoothable?: boolean;
}

interface Props {
  /** The question the chart answers. */
  title: string;
  x: readonly number[];
  xLabel: string;
  yLabel: string;
  series: Series[];
  format: (value: number) => string;
  /** The name of the CSV file, without its ending. */
  fileName: string;
  /** A place on the x axis worth a line. */
  mark?: { x: number; label: string } | undefined;
  /** Offers a logarithmic y axis. */
  logarithmic?: boolean;
  height?: number;
  /** The part of the x axis that is looked at; all of it if left out. */
  range?: Range | undefined;
  /** Told when somebody looks at another part, so that it can be drawn as finely. */
  zoom?: (range: Range | undefined) => void;
}

/** A part of the x axis. */
export interface Range {
  from: number;
  to: number;
}

const SMOOTHING = [0, 0.8, 0.95];
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot's enum exists in its types only
const LOGARITHMIC: uPlot.Scale = { distr: 3 };

/** Between two epochs there is none: axes of whole numbers have no marks in between. */
const WHOLE = [1, 10, 100, 1e3, 1e4, 1e5, 1e6].flatMap((power) => [power, 2 * power, 5 * power]);

/** Lines over a common x: drag to zoom, double-click to see all, hover for every value there. */
export function LineChart(props: Props) {
  const { title, x, xLabel, yLabel, series, format, fileName, mark, logarithmic, height = 260, range, zoom } = props;
  const { t } = useTranslation('console');
  const scheme = useComputedColorScheme('light');
  const [hovered, setHovered] = useState<number>();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [smoothing, setSmoothing] = useState(1);
  const [isLog, setIsLog] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const zoomed = useRef(false);
  const report = useRef(zoom);
  useEffect(() => {
    report.current = zoom;
  }, [zoom]);

  const smoothable = series.some((one) => one.smoothable);
  const weight = smoothable ? (SMOOTHING[smoothing] ?? 0) : 0;
  const lines = useMemo(() => linesOf(series, weight, hidden), [series, weight, hidden]);
  const data = useMemo<uPlot.AlignedData>(
    () => [x as number[], ...lines.map((line) => line.values as (number | null)[])],
    [x, lines],
  );
  // Only what changes the drawing itself makes a new plot; values flow into the one that is there.
  const isWhole = x.every(Number.isInteger);
  const look = JSON.stringify([
    isWhole,
    lines.map(({ values: _, ...line }) => line),
    mark,
    isLog,
    scheme,
    xLabel,
    yLabel,
    height,
  ]);

  useEffect(() => {
    const element = box.current;
    if (!element || asTable) return;
    const created = new uPlot(
      options({
        lines,
        mark,
        isLog,
        xLabel,
        yLabel,
        format,
        height,
        width: element.clientWidth,
        element,
        setHovered,
        zoomed,
        report,
        isWhole,
      }),
      data,
      element,
    );
    plot.current = created;
    show(created, range, zoomed);
    const observer = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      created.destroy();
      plot.current = undefined;
      zoomed.current = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `look` stands for everything but the data, which has its own effect
  }, [look, asTable]);

  useEffect(() => {
    const { min, max } = plot.current?.scales.x ?? {};
    plot.current?.setData(data, !zoomed.current);
    // The y axis fits what came.
    if (zoomed.current && min != null && max != null) plot.current?.setScale('x', { min, max });
  }, [data]);

  const { from, to } = range ?? {};
  useEffect(() => {
    if (plot.current) show(plot.current, from === undefined || to === undefined ? undefined : { from, to }, zoomed);
  }, [from, to]);

  const toggle = (key: string) =>
    setHidden((current) => {
      const next = new Set(current);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const at = hovered ?? x.length - 1;

  return (
    <figure className={styles.chart}>
      <figcaption className={styles.head}>
        <h3>{title}</h3>
        <div className={styles.tools}>
          {smoothable && !asTable ? (
            <button type="button" onClick={() => setSmoothing((smoothing + 1) % SMOOTHING.length)}>
              {t('chart.smoothing', { weight })}
            </button>
          ) : null}
          {logarithmic && !asTable ? (
            <button type="button" aria-pressed={isLog} onClick={() => setIsLog(!isLog)}>
              {t('chart.log')}
            </button>
          ) : null}
          <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t('chart.table')}
          </button>
          <button type="button" onClick={() => downloadCsv(fileName, xLabel, x, series)}>
            CSV
          </button>
        </div>
      </figcaption>
      <ul className={styles.legend}>
        <li className="figures">
          {xLabel} {x[at] ?? '–'}
        </li>
        {series.map((one) => (
          <li key={one.key}>
            <button type="button" aria-pressed={!hidden.has(one.key)} onClick={() => toggle(one.key)}>
              <span
                className={styles.stroke}
                data-dashed={one.dashed}
                style={{ color: `var(${one.colour})` }}
                aria-hidden
              />
              {one.label}
              <b className="figures">{valueAt(one.values, at, hovered === undefined, format)}</b>
            </button>
          </li>
        ))}
      </ul>
      {asTable ? (
        <ChartTable caption={title} xLabel={xLabel} x={x} series={series} format={format} />
      ) : (
        <div
          ref={box}
          className={styles.plot}
          role="img"
          aria-label={t('chart.described', { title })}
          style={{ minHeight: height }}
        />
      )}
    </figure>
  );
}

/** The value at an index; where nobody hovers, the newest there is. */
function valueAt(
  values: readonly (number | null)[],
  index: number,
  newest: boolean,
  format: (value: number) => string,
) {
  const value = newest ? values.findLast((one) => one !== null) : values[index];
  return value == null ? '–' : format(value);
}

interface Line extends Series {
  faint: boolean;
  visible: boolean;
}

function linesOf(series: Series[], weight: number, hidden: ReadonlySet<string>): Line[] {
  return series.flatMap((one): Line[] => {
    const visible = !hidden.has(one.key);
    if (!one.smoothable || weight === 0) return [{ ...one, faint: false, visible }];
    return [
      { ...one, faint: true, visible },
      { ...one, key: `${one.key}~`, values: smooth(one.values, weight), faint: false, visible },
    ];
  });
}

/** Shows a part of the x axis, or again all of it. */
function show(plot: uPlot, range: Range | undefined, zoomed: { current: boolean }) {
  const wasZoomed = zoomed.current;
  zoomed.current = range !== undefined;
  if (range) plot.setScale('x', { min: range.from, max: range.to });
  else if (wasZoomed) plot.setData(plot.data);
}

interface Drawing {
  lines: Line[];
  mark: Props['mark'];
  isLog: boolean;
  xLabel: string;
  yLabel: string;
  format: (value: number) => string;
  height: number;
  width: number;
  element: HTMLElement;
  setHovered: (index: number | undefined) => void;
  zoomed: { current: boolean };
  report: { current: Props['zoom'] };
  isWhole: boolean;
}

function options({
  lines,
  mark,
  isLog,
  xLabel,
  yLabel,
  format,
  height,
  width,
  element,
  setHovered,
  zoomed,
  report,
  isWhole,
}: Drawing): uPlot.Options {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${token('--font')}`;
  const axis = {
    stroke: token('--ink-soft'),
    font,
    labelFont: font,
    grid: { stroke: token('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: true }, points: { size: 7 } },
    scales: { x: { time: false }, y: isLog ? LOGARITHMIC : {} },
    axes: [
      { ...axis, label: xLabel, labelSize: 22, size: 30, ...(isWhole ? { incrs: WHOLE } : {}) },
      {
        ...axis,
        label: yLabel,
        labelSize: 22,
        size: 56,
        values: (_, ticks) => ticks.map((tick) => ((tick as number | null) === null ? '' : format(tick))),
      },
    ],
    series: [
      {},
      ...lines.map((line): uPlot.Series => ({
        show: line.visible,
        stroke: token(line.colour),
        width: line.faint ? 1 : 2,
        alpha: line.faint ? 0.28 : 1,
        dash: line.dashed ? [6, 4] : [],
        spanGaps: true,
        points: { show: line.points ?? false, size: 7, fill: token('--surface'), width: 2 },
      })),
    ],
    hooks: {
      setCursor: [(u) => setHovered(u.cursor.idx ?? undefined)],
      setSelect: [
        (u) => {
          if (u.select.width === 0) return;
          zoomed.current = true;
          const { left, width } = u.select;
          report.current?.({ from: Math.floor(u.posToVal(left, 'x')), to: Math.ceil(u.posToVal(left + width, 'x')) });
        },
      ],
      ready: [
        (u) =>
          u.over.addEventListener('dblclick', () => {
            zoomed.current = false;
            report.current?.(undefined);
          }),
      ],
      draw: mark ? [(u) => drawMark(u, mark, token, font)] : [],
    },
  };
}

function drawMark(u: uPlot, mark: { x: number; label: string }, token: (name: string) => string, font: string) {
  const { ctx, bbox } = u;
  const x = u.valToPos(mark.x, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.strokeStyle = token('--good');
  ctx.fillStyle = token('--good');
  ctx.lineWidth = ratio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = font.replace('12px', `${12 * ratio}px`);
  const isRight = x > bbox.left + bbox.width / 2;
  ctx.textAlign = isRight ? 'right' : 'left';
  ctx.fillText(mark.label, x + (isRight ? -6 : 6) * ratio, bbox.top + 12 * ratio);
  ctx.restore();
}
