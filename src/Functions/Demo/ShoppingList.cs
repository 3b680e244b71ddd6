namespace Reco.Functions.Demo;

/// <summary>Why people go shopping: the kinds that belong together for one purpose. Baskets are drawn from these lists, hence milk goes with cereals.</summary>
/// <param name="Name">The purpose.</param>
/// <param name="Kinds">What is on the list, the most typical first.</param>
internal sealed record ShoppingList(string Name, string[] Kinds)
{
    public static IReadOnlyList<ShoppingList> All { get; } =
    [
        Of("breakfast", "milk granola cornflakes banana yogurt egg toast butter orange-juice strawberry-jam bagel oatmeal coffee blueberry muesli soy-milk"),
        Of("baking", "flour butter sugar egg milk chocolate-chips vanilla baking-powder cream almond-flour yeast strawberry lemon"),
        Of("fruit plate", "apple banana grape strawberry pear mandarin orange kiwi mango peach persimmon blueberry"),
        Of("smoothie", "banana blueberry mango yogurt kiwi spinach almond-milk strawberry avocado"),
        Of("salad", "lettuce tomato cucumber chicken-breast avocado olive-oil bell-pepper mozzarella lemon salmon"),
        Of("kimchi stew", "kimchi tofu pork-belly green-onion onion garlic rice tuna-can chili mushroom"),
        Of("barbecue", "pork-belly lettuce perilla garlic ssamjang beef-ribs mushroom cola sausage chili sparkling-water kimchi"),
        Of("pasta", "pasta tomato-sauce parmesan bacon garlic mushroom olive-oil shrimp baguette cream clam tomato"),
        Of("ramen night", "ramen egg green-onion kimchi rice-cake cheese gochujang cola sausage"),
        Of("family dinner", "rice beef soy-sauce spinach carrot potato onion mackerel egg whole-chicken seaweed garlic seaweed-snack"),
        Of("seafood night", "salmon shrimp squid clam cod lemon seaweed mackerel soy-sauce garlic green-onion"),
        Of("for the kids", "milk cheese banana choco-rings cornflakes sausage apple-juice gummy morning-roll pancake-mix rice-cracker ham yogurt apple"),
        Of("coffee break", "coffee croissant cookies milk cheesecake donut bagel chocolate red-bean-bun"),
        Of("movie night", "potato-chips popcorn cola chocolate gummy nuts cookies sparkling-water"),
        Of("light meal", "chicken-breast sweet-potato tofu egg green-tea nuts oatmeal cereal-bar almond-milk tomato spinach barley-tea"),
    ];

    public static ShoppingList Named(string name) => All.Single(list => list.Name == name);

    private static ShoppingList Of(string name, string kinds) => new(name, kinds.Split(' '));
}
