/** Things in an order that a person decides: moved by buttons, switched on and off, edited. */
import { Group, Stack, Switch, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundTick } from "../ui/field.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { Quiet } from "../ui/quiet.tsx";

interface Item {
  readonly id: string;
  readonly name: string;
  readonly text: ReactNode;
  /** Undefined: it cannot be switched off. One that is off has no place. */
  readonly isOn?: boolean;
}

interface Props {
  readonly label: string;
  readonly items: readonly Item[];
  readonly mayEdit: boolean;
  onMove(id: string, to: number): void;
  onTurn?(id: string, isOn: boolean): void;
  onEdit?(id: string): void;
}

export function Ranked(props: Props) {
  const { label, items, mayEdit } = props;
  const { number } = useFormat();
  return (
    <Stack component="ol" aria-label={label} gap="sm" p={0} m={0} style={{ listStyle: "none" }}>
      {items.map((item, index) => (
        <Group key={item.id} component="li" justify="space-between" align="flex-start" gap="sm" data-ranked={item.name}>
          <Stack gap={0} style={{ flex: "1 1 14rem", minWidth: 0, overflowWrap: "anywhere" }}>
            <Text size="sm" fw={600} {...(item.isOn === false && { c: "dimmed" })}>
              {item.isOn === false ? "" : `${number(index + 1)}. `}
              <bdi>{item.name}</bdi>
            </Text>
            <Quiet>{item.text}</Quiet>
          </Stack>
          {mayEdit && <Controls {...props} item={item} place={index} />}
        </Group>
      ))}
    </Stack>
  );
}

function Controls({
  items,
  item,
  place,
  onMove,
  onTurn,
  onEdit,
}: Props & { readonly item: Item; readonly place: number }) {
  const { t } = useTranslation("ui");
  const { id, name } = item;
  const isLast = items[place + 1] === undefined || items[place + 1]?.isOn === false;
  const isOff = item.isOn === false;
  return (
    <Group gap={4} wrap="nowrap">
      {onTurn && <Switch aria-label={t("rules.isOn", { name })} {...boundTick(!isOff, (isOn) => onTurn(id, isOn))} />}
      <IconAction
        icon={IconArrowUp}
        label={t("rules.up", { name })}
        disabled={isOff || place === 0}
        onClick={() => onMove(id, place - 1)}
      />
      <IconAction
        icon={IconArrowDown}
        label={t("rules.down", { name })}
        disabled={isOff || isLast}
        onClick={() => onMove(id, place + 1)}
      />
      {onEdit && <IconAction icon={IconPencil} label={t("rules.edit", { name })} onClick={() => onEdit(id)} />}
    </Group>
  );
}
