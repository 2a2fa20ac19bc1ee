import '@/i18n/console';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState, type ReactElement } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect, test, vi } from 'vitest';
import { DataTable, type Column } from './DataTable';

interface Row {
  id: string;
  number: number;
}
const rows: Row[] = Array.from({ length: 10_000 }, (_, number) => ({ id: `row-${number}`, number }));
const opened = vi.fn<(id: string) => void>();
const columns: Column<Row>[] = [
  { key: 'name', header: '이름', cell: ({ id }) => <button onClick={() => opened(id)}>{id}</button> },
  { key: 'number', header: '번호', numeric: true, cell: ({ number }) => number },
];

function show(table: ReactElement) {
  const router = createMemoryRouter([{ path: '*', element: table }], { initialEntries: ['/list'] });
  render(<RouterProvider router={router} />);
  return { router, user: userEvent.setup() };
}

test('of ten thousand rows only those in sight are drawn, and the rest is counted', () => {
  show(<DataTable caption="많은 행" rows={rows} rowKey={({ id }) => id} columns={columns} height={360} />);
  const table = screen.getByRole('table', { name: '많은 행' });
  expect(within(table).getAllByRole('rowheader').length).toBeLessThan(60);
  expect(table).toHaveAttribute('aria-rowcount', '10001');
  expect(within(table).getAllByRole('row')[1]).toHaveAttribute('aria-rowindex', '2');
});

test('arrows walk the rows, Home and End go to the ends, Enter opens', async () => {
  const { user } = show(<DataTable caption="행" rows={rows.slice(0, 5)} rowKey={({ id }) => id} columns={columns} />);
  screen.getByRole('region', { name: '행' }).focus();
  await user.keyboard('{ArrowDown}{ArrowDown}');
  expect(document.activeElement).toHaveTextContent('row-1');
  await user.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}');
  expect(document.activeElement).toHaveTextContent('row-0');
  await user.keyboard('{End}{Enter}');
  expect(opened).toHaveBeenCalledExactlyOnceWith('row-4');
  await user.keyboard('{Home}');
  expect(document.activeElement).toHaveTextContent('row-0');
});

function Choosing() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  return (
    <DataTable
      caption="고르는 행"
      rows={rows.slice(0, 3)}
      rowKey={({ id }) => id}
      columns={columns}
      selection={{
        chosen,
        choose: (keys, isChosen) =>
          setChosen((all) => new Set([...all].filter((key) => !keys.includes(key)).concat(isChosen ? keys : []))),
      }}
    />
  );
}

test('the space bar chooses a row, and one box chooses all', async () => {
  const { user } = show(<Choosing />);
  screen.getByRole('region', { name: '고르는 행' }).focus();
  await user.keyboard('{ArrowDown} ');
  const [all, first, second] = screen.getAllByRole('checkbox');
  expect(first).toBeChecked();
  expect(second).not.toBeChecked();
  expect(all).not.toBeChecked();
  await user.click(all as HTMLElement);
  for (const box of screen.getAllByRole('checkbox')) expect(box).toBeChecked();
});

test('a hidden column is in the address, and comes back', async () => {
  const { user, router } = show(
    <DataTable caption="행" rows={rows.slice(0, 3)} rowKey={({ id }) => id} columns={columns} choosable="hide" />,
  );
  await user.click(screen.getByText('열 고르기'));
  await user.click(screen.getByRole('checkbox', { name: '번호' }));
  expect(screen.queryByRole('columnheader', { name: '번호' })).toBeNull();
  expect(router.state.location.search).toBe('?hide=number');
  await user.click(screen.getByRole('checkbox', { name: '번호' }));
  expect(screen.getByRole('columnheader', { name: '번호' })).toBeVisible();
});
