import { Alert, Button, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { body, hub } from "../data/hub.ts";
import { askAuth, renewSession } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Frame } from "./frame.tsx";
import { NewPassword } from "./new-password.tsx";

/** The link that led here may let somebody make an account where not everybody may. */
function tokenOf(back = ""): Record<string, string> {
  const { pathname, searchParams } = new URL(back, window.location.origin);
  const token = searchParams.get("token");
  const name = { "/setup": "setup", "/invitation": "invitation" }[pathname];
  return token === null || name === undefined ? {} : { [name]: token };
}

/** Where anybody may sign up, the address comes first: the link mailed to it leads here again, with its proof. */
export function SignUp() {
  const { t } = useTranslation("first-run");
  const { back, proof } = useSearch({ from: "/sign-up" });
  const token: Record<string, string> = proof === undefined ? tokenOf(back) : { proof };
  const asked = useQuery({
    queryKey: ["sign-up"],
    queryFn: () => body(hub.GET("/api/sign-up")),
    enabled: Object.keys(token).length === 0,
  });
  if (asked.isLoading)
    return (
      <Frame title={t("signUp.title")}>
        <Skeleton h={60} />
      </Frame>
    );
  return asked.data?.mode === "proved" ? <Address /> : <Person token={token} />;
}

/** Asks for an address to mail the link to; says the same whether it has an account or not. */
function Address() {
  const { t } = useTranslation("first-run");
  const [email, setEmail] = useState("");
  const [sentTo, setSentTo] = useState<string>();
  const ask = useAction({
    run: () => askAuth("sign-up/proof", { email: email.trim() }),
    done: () => setSentTo(email.trim()),
    isQuietFailure: true,
  });
  return (
    <Card text={t("signUp.proofText")} onSubmit={() => ask.start()}>
      {ask.error !== null && <ProblemNotice error={ask.error} />}
      {sentTo !== undefined && (
        <Alert color="green" icon={<IconMail size={18} />} role="status">
          {t("signUp.proofSent", { email: sentTo })}
        </Alert>
      )}
      <TextInput
        type="email"
        label={t("email")}
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Button type="submit" loading={ask.isRunning} fullWidth mt="xs">
        {t("signUp.proofButton")}
      </Button>
    </Card>
  );
}

function Person({ token }: { readonly token: Readonly<Record<string, string>> }) {
  const { t } = useTranslation("first-run");
  const { back, email: proved = "" } = useSearch({ from: "/sign-up" });
  const router = useRouter();
  const [typed, setTyped] = useState({ name: "", email: proved, password: "" });
  const set = (name: keyof typeof typed) => (event: { currentTarget: HTMLInputElement }) =>
    setTyped({ ...typed, [name]: event.currentTarget.value });
  const enter = useAction({
    run: () => askAuth("sign-up/email", { ...typed, ...token, email: typed.email.trim() }),
    done: async () => {
      await renewSession();
      router.history.push(back ?? "/");
    },
    isQuietFailure: true,
  });
  return (
    <Card text={t("signUp.text")} onSubmit={() => enter.start()}>
      {enter.error !== null && <ProblemNotice error={enter.error} />}
      <TextInput label={t("name")} autoComplete="name" required value={typed.name} onChange={set("name")} />
      <TextInput
        type="email"
        label={t("email")}
        autoComplete="username"
        required
        readOnly={proved !== ""}
        value={typed.email}
        onChange={set("email")}
      />
      <NewPassword
        label={t("password")}
        value={typed.password}
        onChange={(password) => setTyped({ ...typed, password })}
      />
      <Button type="submit" loading={enter.isRunning} fullWidth mt="xs">
        {t("signUp.button")}
      </Button>
    </Card>
  );
}

function Card({ text, onSubmit, children }: { readonly text: string; readonly children: ReactNode; onSubmit(): void }) {
  const { t } = useTranslation("first-run");
  const { back } = useSearch({ from: "/sign-up" });
  return (
    <Frame title={t("signUp.title")} text={text}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap="sm">
          {children}
          <Text size="sm" ta="center">
            {t("signUp.known")}{" "}
            <LinkAnchor to="/sign-in" search={{ back }}>
              {t("signUp.signIn")}
            </LinkAnchor>
          </Text>
        </Stack>
      </form>
    </Frame>
  );
}
