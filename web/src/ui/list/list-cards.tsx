/** Rows as cards for a phone: the three facts that matter. */
import { Checkbox, Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "../../i18n/translation.ts";
import classes from "./list.module.css";
import type { TableProps } from "./list-table.tsx";
import { useVirtualRows } from "./virtual-rows.ts";

/** Things on a card that do something of their own. */
const isOwn = (target: EventTarget): boolean =>
  target instanceof Element && target.closest("a, button, [role=menu]") !== null;

const CARD_PX = 92;
/** What is done with a row stands beside its facts while these keep so much room, below them otherwise. */
const FACTS_PX = 165;

export function ListCards<Row>({ rows, columns, rowKey, nameOf, chosen, ...props }: TableProps<Row>) {
  const { t } = useTranslation("ui");
  const of = (place: "title" | "state" | "fact") => columns.filter(({ onCard }) => onCard === place);
  const drawn = useVirtualRows<HTMLUListElement>({
    count: rows.count,
    name: `${props.name} cards`,
    height: CARD_PX,
    see: rows.see,
    above: "",
  });
  const size = rows.hasMore ? -1 : rows.count;
  return (
    <ul className={classes.cards ?? ""} aria-label={props.label} ref={drawn.body}>
      {drawn.before > 0 && <li aria-hidden style={{ height: drawn.before }} />}
      {drawn.shown.map((index) => {
        const row = rows.at(index);
        if (row === undefined)
          return (
            <li key={`awaited ${index}`} style={{ height: drawn.height }} aria-busy>
              <Skeleton h={drawn.height - 10} animate={false} />
            </li>
          );
        const key = rowKey(row);
        return (
          <li
            key={key}
            className={classes.card ?? ""}
            data-index={index}
            ref={drawn.measure}
            aria-setsize={size}
            aria-posinset={index + 1}
          >
            <Paper
              p="sm"
              data-row
              {...(props.onOpen && {
                tabIndex: 0,
                className: classes.openable ?? "",
                onClick: (event) => isOwn(event.target) || props.onOpen?.(row),
                onKeyDown: (event) => event.key === "Enter" && props.onOpen?.(row),
              })}
            >
              <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
                {chosen && (
                  <Checkbox
                    size="sm"
                    aria-label={t("list.choose", { name: nameOf(row) })}
                    checked={props.isAll || chosen.has(key)}
                    onClick={(event) => event.stopPropagation()}
                    onChange={() => props.onChoose([row], !chosen.has(key))}
                  />
                )}
                <Group gap="sm" align="flex-start" flex={1} miw={0}>
                  <Stack gap={2} flex={`1 1 ${FACTS_PX}px`} miw={0}>
                    {of("title").map((column) => (
                      <Text key={column.id} component="div" fw={600} size="sm">
                        {column.cell(row)}
                      </Text>
                    ))}
                    {of("fact").map((column) => (
                      <Group key={column.id} gap="xs" wrap="nowrap">
                        <Text size="xs" c="var(--quiet)" className="nowrap">
                          {column.header}
                        </Text>
                        <Text size="xs" component="div" miw={0}>
                          {column.cell(row)}
                        </Text>
                      </Group>
                    ))}
                  </Stack>
                  <Stack gap={4} align="flex-end" ms="auto">
                    {of("state").map((column) => (
                      <div key={column.id}>{column.cell(row)}</div>
                    ))}
                    {props.rowActions?.(row)}
                  </Stack>
                </Group>
              </Group>
            </Paper>
          </li>
        );
      })}
      {drawn.behind > 0 && <li aria-hidden style={{ height: drawn.behind }} />}
    </ul>
  );
}
