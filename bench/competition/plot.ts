// A picture of the results, as SVG.
import * as echarts from 'echarts';
import type { Month } from '../month/month';
import type { Figure } from './run-trial';
import { shortCount } from './setting';

const WIDTH = 1200;
const OURS = '#1f77b4';
const OTHERS = '#b0b7bf';

interface Panel {
  readonly title: string;
  readonly bars: readonly { readonly name: string; readonly value: number; readonly isOurs: boolean }[];
  readonly isLogarithmic?: boolean;
}

/** Seconds of wall time in every setting with several contestants, and calls a day over a month. */
export function drawPlot(figures: readonly Figure[], months: readonly Month[]): string {
  const settings = [...new Set(figures.map(({ setting }) => setting))];
  const panels = settings.flatMap((setting): Panel[] => {
    const there = figures.filter((figure) => figure.setting === setting);
    const bars = there.map(({ contestant, wallMs }) =>
      bar(contestant, wallMs / 1000, contestant.startsWith('reporter')),
    );
    return there.length > 1 ? [{ title: `Seconds: ${setting}`, bars }] : [];
  });
  const filterFirst = months.filter(({ filtering }) => filtering === 'before-paging');
  const callsADay = filterFirst.map(({ sessions, reporter, rescan, cursor, ended }) => ({
    title: `DescribeSessions calls a day: hourly, ${shortCount(sessions)} sessions a month`,
    bars: [
      bar('reporter', reporter.callsADay, true),
      ...months
        .filter((other) => other.sessions === sessions && other.filtering === 'after-paging')
        .map((other) => bar('reporter, if SSM filters after paging', other.reporter.callsADay, true)),
      bar('rescan every hour', rescan.callsADay, false),
      bar(`cursor (misses ${Math.round((100 * cursor.missed) / ended)} %)`, cursor.callsADay, false),
    ],
    isLogarithmic: true,
  }));
  return render([...panels, ...callsADay]);
}

function bar(name: string, value: number, isOurs: boolean) {
  return { name, value, isOurs };
}

function render(panels: readonly Panel[]): string {
  let top = 10;
  const places = panels.map(({ bars }) => {
    const place = { top: top + 30, height: bars.length * 26 };
    top += place.height + 70;
    return place;
  });
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: top });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: panels.map(({ title }, i) => ({
      text: title,
      left: 10,
      top: (places[i]?.top ?? 0) - 30,
      textStyle: { fontSize: 15 },
    })),
    grid: places.map(({ top, height }) => ({ left: 210, right: 90, top, height })),
    xAxis: panels.map(({ isLogarithmic }, gridIndex) => ({
      gridIndex,
      type: isLogarithmic ? 'log' : 'value',
      min: isLogarithmic ? 1 : 0,
    })),
    yAxis: panels.map(({ bars }, gridIndex) => ({
      gridIndex,
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => name),
    })),
    series: panels.map(({ bars }, i) => ({
      type: 'bar',
      xAxisIndex: i,
      yAxisIndex: i,
      label: { show: true, position: 'right' },
      data: bars.map(({ value, isOurs }) => ({
        value: value >= 100 ? Math.round(value) : Math.round(value * 10) / 10,
        itemStyle: { color: isOurs ? OURS : OTHERS },
      })),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
