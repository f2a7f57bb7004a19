/**
 * What a word means: a question mark that opens a sentence and a link to the documentation, by pointer, touch or keyboard.
 * Its words come after the screen: nothing waits for them.
 */
import { ActionIcon, Anchor, Popover, Stack, Text } from "@mantine/core";
import { IconHelp } from "@tabler/icons-react";
import { Suspense } from "react";
import { useTranslation } from "../i18n/translation.ts";
import classes from "./help.module.css";
import { TERMS, type Term } from "./terms.ts";

interface Props {
  readonly of: Term;
}

export function Help({ of }: Props) {
  return (
    <Suspense fallback={<span className={classes.room} />}>
      <Explained of={of} />
    </Suspense>
  );
}

function Explained({ of }: Props) {
  const { t } = useTranslation("help");
  const name = t(`terms.${of}.name`);
  return (
    <Popover width={300} position="bottom-start" withArrow shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          className={classes.room}
          aria-label={t("label", { name })}
          title={t("label", { name })}
          aria-haspopup="dialog"
          data-help={of}
        >
          <IconHelp size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={name}>
        <Stack gap={4} align="flex-start">
          <Text size="sm" fw={600} component="p">
            {name}
          </Text>
          <Text size="sm" fw={400} component="p">
            {t(`terms.${of}.text`)}
          </Text>
          {/* Escape closes this, not the form it stands in. */}
          <Anchor size="sm" href={`/docs/${TERMS[of]}`} target="_blank" data-mantine-stop-propagation="true">
            {t("more")}
          </Anchor>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
