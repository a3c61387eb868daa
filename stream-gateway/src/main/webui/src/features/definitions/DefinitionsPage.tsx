export function DefinitionsPage() {
  return <h1 className="p-6 text-xl font-semibold">DefinitionsPage</h1>;
}
