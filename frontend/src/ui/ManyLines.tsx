import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import { ChartTable, downloadCsv } from './ChartTable';
import type { Range } from './LineChart';
import styles from './LineChart.module.css';

export interface ManyLine {
  key: string;
  label: string;
  values: readonly (number | null)[];
  /** A CSS colour. */
  colour: string;
}

interface Props {
  title: string;
  x: readonly number[];
  xLabel: string;
  yLabel: string;
  lines: readonly ManyLine[];
  format: (value: number) => string;
  fileName: string;
  /** The line that is looked at, here or elsewhere on the page. */
  looked: string | undefined;
  look: (key: string | undefined) => void;
  isLogarithmic?: boolean;
  height?: number;
  /** The part of the x axis that is drawn; all of it if left out. */
  range?: Range | undefined;
  /** Told when somebody looks at another part, so that it can be drawn as finely. */
  zoom?: (range: Range | undefined) => void;
}

/** Steps and epochs are whole. */
const WHOLE = [1, 10, 100, 1e3, 1e4, 1e5, 1e6].flatMap((power) => [power, 2 * power, 5 * power]);

/** Hundreds of lines over a common x. The nearest one stands out; drag to zoom, double-click to see all. */
export function ManyLines(props: Props) {
  const {
    title,
    x,
    xLabel,
    yLabel,
    lines,
    format,
    fileName,
    looked,
    look,
    isLogarithmic = false,
    height = 300,
    range,
    zoom,
  } = props;
  const { t } = useTranslation('console');
  const scheme = useComputedColorScheme('light');
  const [asTable, setAsTable] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const report = useRef(look);
  const tell = useRef(zoom);
  useEffect(() => {
    report.current = look;
    tell.current = zoom;
  }, [look, zoom]);
  const { from, to } = range ?? {};

  useEffect(() => {
    const element = box.current;
    if (!element || asTable) return;
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
    const painted = coloursIn(element, lines);
    const created = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        focus: { alpha: 0.15 },
        cursor: { y: false, focus: { prox: 24 }, drag: { x: true, y: false }, points: { show: false } },
        // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot's enum exists in its types only
        scales: { x: { time: false }, y: isLogarithmic ? { distr: 3 } : {} },
        axes: [
          { ...axis, label: xLabel, labelSize: 22, size: 30, incrs: WHOLE },
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
          ...lines.map((line, index): uPlot.Series => ({
            stroke: painted[index] ?? token('--accent'),
            width: 1.5,
            spanGaps: true,
            // A run that ended after one epoch is a point.
            points: { show: line.values.filter((value) => value !== null).length === 1, size: 6 },
          })),
        ],
        hooks: {
          setSelect: [
            (u) => {
              const { left, width } = u.select;
              if (width === 0) return;
              tell.current?.({ from: Math.floor(u.posToVal(left, 'x')), to: Math.ceil(u.posToVal(left + width, 'x')) });
            },
          ],
          ready: [(u) => u.over.addEventListener('dblclick', () => tell.current?.(undefined))],
          setSeries: [
            (u, index) => {
              // What was told from outside isn't told back.
              if (u.cursor.idx != null) report.current(index == null ? undefined : lines[index - 1]?.key);
            },
          ],
        },
      },
      [x as number[], ...lines.map(({ values }) => values as (number | null)[])],
      element,
    );
    plot.current = created;
    if (from !== undefined && to !== undefined) created.setScale('x', { min: from, max: to });
    const observer = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      created.destroy();
      plot.current = undefined;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- how figures are written changes with the language, as labels do
  }, [x, lines, isLogarithmic, scheme, xLabel, yLabel, height, asTable, from, to]);

  useEffect(() => {
    const index = lines.findIndex(({ key }) => key === looked);
    plot.current?.setSeries(index < 0 ? null : index + 1, { focus: true });
  }, [looked, lines]);

  return (
    <figure className={styles.chart}>
      <figcaption className={styles.head}>
        <h3>{title}</h3>
        <div className={styles.tools}>
          <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t('chart.table')}
          </button>
          <button type="button" onClick={() => downloadCsv(fileName, xLabel, x, [...lines])}>
            CSV
          </button>
        </div>
      </figcaption>
      <p className={styles.looked} aria-live="off">
        {lines.find(({ key }) => key === looked)?.label ?? t('compare.hover')}
      </p>
      {asTable ? (
        <ChartTable caption={title} xLabel={xLabel} x={x} series={[...lines]} format={format} />
      ) : (
        <div
          ref={box}
          className={styles.plot}
          role="img"
          aria-label={t('chart.described', { title })}
          style={{ minHeight: height }}
          onPointerLeave={() => look(undefined)}
        />
      )}
    </figure>
  );
}

/** Colours as red, green and blue: mixtures and variables are computed by the page, then by a canvas. */
function coloursIn(element: HTMLElement, lines: readonly ManyLine[]): string[] {
  const probe = document.createElement('span');
  element.append(probe);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map<string, string>();
  for (const { colour } of lines) {
    if (known.has(colour)) continue;
    probe.style.color = colour;
    const computed = getComputedStyle(probe).color;
    if (!context) {
      known.set(colour, computed);
      continue;
    }
    context.fillStyle = computed;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    known.set(colour, `rgb(${red ?? 0}, ${green ?? 0}, ${blue ?? 0})`);
  }
  probe.remove();
  return lines.map(({ colour }) => known.get(colour) ?? colour);
}
