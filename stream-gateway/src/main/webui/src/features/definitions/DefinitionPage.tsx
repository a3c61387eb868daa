export function DefinitionPage() {
  return <h1 className="p-6 text-xl font-semibold">DefinitionPage</h1>;
}
