namespace HumanRights.Demo;

static class QuestionBank
{
    public static Guid IdOf(Module module, int item) => Named.Id($"module/{module.Number}/item/{item + 1}");

    public static Task FillQuestionBankAsync(this Account coordination, Account reviewer, Facts facts, Action step) => Task.WhenAll(
        from module in facts.Modules from item in module.Items.Index() select coordination.AddAsync(reviewer, module, item.Index, item.Item, step));

    static async Task AddAsync(this Account coordination, Account reviewer, Module module, int number, Item item, Action step)
    {
        var drafted = (await coordination.PostAsync("/api/assessment/items", new
        {
            itemId = IdOf(module, number), programmeId = Named.Programme, moduleNumber = module.Number,
            content = new { item.Kind, item.Prompt, item.Options },
        })).Or();
        var version = $"/api/assessment/items/{IdOf(module, number)}/versions/{drafted["version"].GetInt32()}";
        (await coordination.PostAsync($"{version}/submit")).Or();
        (await reviewer.PostAsync($"{version}/approve")).Or();
        step();
    }
}
