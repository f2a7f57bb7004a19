/** The card terminal of a register. */
import { Alert, Button, PasswordInput, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { terminalQuery } from "./queries.ts";

interface Props {
  readonly register: Shape<"Register">;
  onClose(): void;
}

export function TerminalDialog(props: Props) {
  const { data } = useQuery(terminalQuery(props.register.id));
  return data === undefined ? null : <Fields {...props} terminal={data.terminal} />;
}

function Fields({ register, terminal, onClose }: Props & { readonly terminal: Shape<"RegisterTerminal"> | null }) {
  const { t } = useTranslation("pos");
  const client = useQueryClient();
  const [reader, setReader] = useState(terminal?.reader ?? "");
  const [key, setKey] = useState("");
  const [requestsTip, setAsksTip] = useState(terminal?.asksTip ?? false);
  const params = { path: { registerId: register.id } };
  const done = async () => {
    await client.invalidateQueries({ queryKey: ["pos", "registers"] });
    onClose();
  };
  const save = useAction({
    run: () =>
      body(
        hub.PUT("/api/pos/registers/{registerId}/terminal", {
          params,
          body: { provider: "stripe", reader, asksTip: requestsTip, ...(key !== "" && { key }) },
        }),
      ),
    done,
    said: t("saved"),
    isQuietFailure: true,
  });
  const remove = useAction({
    run: () => body(hub.DELETE("/api/pos/registers/{registerId}/terminal", { params })),
    done,
    said: t("terminalRemoved"),
  });
  return (
    <FormDialog
      help={<Help of="terminal" />}
      title={t("terminalOf", { name: register.name })}
      label={t("saveTerminal")}
      action={save}
      isReady={reader.trim() !== "" && (terminal !== null || key !== "")}
      onClose={onClose}
    >
      <Alert variant="light">{t("terminalHelp")}</Alert>
      <TextInput
        label={t("reader")}
        description={terminal?.readerName ? t("readerIs", { name: terminal.readerName }) : t("readerHelp")}
        required
        {...boundText(reader, setReader)}
      />
      <PasswordInput
        label={t("terminalKey")}
        description={t(terminal === null ? "terminalKeyHelp" : "terminalKeyKept")}
        required={terminal === null}
        autoComplete="off"
        {...boundText(key, setKey)}
      />
      <Switch label={t("asksTip")} {...boundTick(requestsTip, setAsksTip)} />
      {terminal !== null && (
        <Button variant="subtle" color="red" {...starts(remove)}>
          {t("removeTerminal")}
        </Button>
      )}
    </FormDialog>
  );
}
