/** Prints labels: on the label printer or the paper used last at once, on others from the menu. */
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { type LabelTarget, labelTargets, lastTarget, usePrintLabels } from "./labels.ts";

interface Props {
  readonly ids: readonly string[];
  readonly label: string;
  readonly size?: "xs" | "sm";
}

export function LabelsButton({ ids, label, size = "sm" }: Props) {
  const { t } = useTranslation("shipments");
  const [index, setPosition] = useState(lastTarget);
  const printLabels = usePrintLabels();
  const print = (on: LabelTarget) => {
    setPosition(on);
    printLabels({ shipmentIds: ids }, on);
  };
  return (
    <Button.Group>
      <Button
        variant="default"
        size={size}
        disabled={ids.length === 0}
        leftSection={<IconPrinter size={16} />}
        onClick={() => print(index)}
      >
        {label}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size={size} px="xs" disabled={ids.length === 0} aria-label={t("labels.paper")}>
            <IconChevronDown size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {labelTargets().map((each) => (
            <Menu.Item key={each} onClick={() => print(each)}>
              {t(`paper.${each}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
