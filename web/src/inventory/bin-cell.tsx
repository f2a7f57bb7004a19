/** Where an item lies at its location, set where it stands: Enter saves, Escape leaves it as it was. */
import { Button, Popover, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { problemText } from "../said/wording.ts";
import { useFormAction } from "../ui/action.ts";
import { boundText } from "../ui/field.ts";
import { requireDone } from "./refused-item.ts";

type Level = Shape<"Level">;

/** As many characters as the hub keeps of it. */
const LONGEST = 40;

export function BinCell({ level }: { readonly level: Level }) {
  const { t } = useTranslation("inventory");
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          fz="inherit"
          className={level.bin === null ? "" : "code"}
          style={{ textDecoration: "underline dotted", textUnderlineOffset: 4 }}
          aria-label={
            level.bin === null ? t("bin.set", { sku: level.sku }) : t("bin.edit", { sku: level.sku, bin: level.bin })
          }
          onClick={(event) => {
            ofItsOwn(event);
            setOpen(!isOpen);
          }}
        >
          <bdi>{level.bin ?? "–"}</bdi>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown onClick={ofItsOwn}>
        <Edit level={level} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The row below opens the item at a click: this one is not for it. */
const ofItsOwn = (event: SyntheticEvent) => event.stopPropagation();

function Edit({ level, onDone }: { readonly level: Level; onDone(): void }) {
  const { t } = useTranslation("inventory");
  const [typed, setTyped] = useState(level.bin ?? "");
  const save = useFormAction({
    run: async () => {
      const { variantId, locationId } = level;
      const bin = typed.trim() === "" ? null : typed.trim();
      requireDone(await body(hub.PUT("/api/inventory/bins", { body: { items: [{ variantId, locationId, bin }] } })));
    },
    renews: [["inventory"]],
    done: onDone,
    said: t("bin.done", { sku: level.sku }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isRunning) save.start();
      }}
    >
      <Stack gap="xs" w={220}>
        <TextInput
          label={t("columns.bin")}
          description={t("bin.help")}
          {...boundText(typed, setTyped)}
          maxLength={LONGEST}
          dir="auto"
          error={save.error === null ? undefined : <bdi>{problemText(save.error)}</bdi>}
          data-autofocus
        />
        <Button type="submit" size="xs" loading={save.isRunning}>
          {t("bin.save")}
        </Button>
      </Stack>
    </form>
  );
}
