// Seconds and GETs of questions to an archive of one scope, by its age: from the records, and with the curated tables.
import * as echarts from 'echarts';

export interface Figure {
  readonly archive: string;
  readonly question: string;
  readonly records: Cost;
  readonly curated: Cost;
}

export interface Cost {
  readonly seconds: number;
  /** Objects read from S3. */
  readonly gets: number;
  /** The part of `gets` that reads records or manifests. */
  readonly written: number;
  /** The part of `gets` that reads curated data. */
  readonly data: number;
}

const WIDTH = 1200;
const HEIGHT = 420;
const RECORDS = '#b0b7bf';
const CURATED = '#1f77b4';

export function drawCuration(figures: readonly Figure[]): string {
  const ofScope = figures.filter(({ archive }) => archive.endsWith('one scope'));
  const ages = [...new Set(ofScope.map(({ archive }) => archive.replace(', one scope', '')))];
  const questions = [...new Set(ofScope.map(({ question }) => question))];
  const line = (question: string, way: 'records' | 'curated', what: 'seconds' | 'gets', index: number) => ({
    type: 'line',
    name: way === 'records' ? `${question}, from the records` : `${question}, curated`,
    xAxisIndex: index,
    yAxisIndex: index,
    color: way === 'records' ? RECORDS : CURATED,
    lineStyle: { type: (['solid', 'dashed', 'dotted', [8, 2, 2, 2]] as const)[questions.indexOf(question)] ?? 'solid' },
    data: ages.map(
      (age) => ofScope.find((each) => each.archive.startsWith(age) && each.question === question)?.[way][what],
    ),
  });
  const panels = [
    { title: 'Seconds', what: 'seconds' },
    { title: 'Objects read from S3', what: 'gets' },
  ] as const;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: panels.map(({ title }, i) => ({
      text: `${title}, by the age of the archive`,
      subtext: 'grey: from the records, blue: with the curated tables; a line for each question',
      left: 60 + i * 600,
      top: 0,
      textStyle: { fontSize: 15 },
    })),
    grid: panels.map((_, i) => ({ left: 60 + i * 600, width: 500, top: 70, height: 300 })),
    xAxis: panels.map((_, gridIndex) => ({ gridIndex, type: 'category', data: ages })),
    yAxis: panels.map((_, gridIndex) => ({ gridIndex, type: 'log', min: gridIndex === 0 ? 0.1 : 1 })),
    series: panels.flatMap(({ what }, i) =>
      questions.flatMap((question) => [line(question, 'records', what, i), line(question, 'curated', what, i)]),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
