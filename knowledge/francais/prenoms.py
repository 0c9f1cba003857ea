"""The commonest first names of France, flat: a capital letter is not always there to show one."""

# ruff: noqa: SIM905

from __future__ import annotations

PRENOMS = frozenset(
    """
    adam adele adeline adrien agathe agnes ahmed aicha alain albert alex alexandra alexandre alexia alexis alice aline
    alison amandine amelie anais andre andrea angelique anita anne annick annie anthony antoine antonio antony arlette
    arnaud arthur aude audrey aurelie aurelien axel baptiste bastien beatrice benedicte benjamin benoit bernadette bernard
    bertrand blaise brice brigitte bruno camille carine carole caroline catherine cecile cedric celia celine chantal
    charlene charles charline chloe christelle christian christiane christine christophe cindy clara clarisse claude
    claudette claudine clement clementine coline colette coralie corentin corinne cyril cyrille damien daniel daniele
    danielle david delphine denis denise didier dimitri dominique dorian dorothee dylan eddy edith edouard eliane elisabeth
    elise elodie eloise elsa emeline emile emilie emilien emma emmanuel emmanuelle enzo eric erwan estelle esther ethan
    etienne eugene eva evelyne fabien fabienne fabrice fanny farid fatiha fatima felix fernand flavie florian francine
    francis franck francois francoise frederic frederique gabriel gabrielle gaelle gaetan gaston gauthier genevieve geoffrey
    georges gerald gerard germaine ghislaine gilbert gilles ginette gregoire gregory guillaume gwenaelle hassan helene henri
    herve hubert huguette hugo ibrahim ines ingrid irene isabelle ismael jacky jacqueline jacques jean jeanine jeanne
    jennifer jeremie jeremy jerome jessica joel joelle johan johanna jonathan jordan jose josette josiane joseph josephine
    judith jules julia julie julien juliette justin justine karen karim karima karine kevin khadija laetitia laura laure
    laurence laurent laurie lea leila leo leon leonie liliane lilian lina lionel lisa loic lola lou louis louise luc lucas
    lucie lucien lucienne ludivine ludovic lydia lydie maeva magali magalie malika manon marcel marcelle margaux margot maria
    marianne marie marielle marina marion marlene marthe martial martin martine maryline maryse mathias mathieu mathilde
    mathis matthieu maud maurice maxence maxime mehdi melanie melissa michael michel michele micheline mickael mireille
    mohamed mohammed monique morgane moussa mustapha muriel myriam nadege nadia nadine nathalie nathan nicolas nicole noah
    noelle noemie nolan odette odile olivier olivia omar oceane ophelie pascal pascale patrice patricia patrick paul paule
    paulette pauline perrine philippe pierrette pierrick quentin rachel rachid raphael raphaelle raymond raymonde rebecca
    regine regis remi remy renaud rene renee richard robert robin rodolphe roger roland rolande romuald ronan roselyne
    sabine sabrina sacha samia samir samira samuel sandra sandrine sara sarah sebastien serge severine simon simone sofia
    solange solene sonia sophia sophie soraya stephane stephanie steve steven suzanne sylvain sylvaine sylvette sylvia sylvie
    tanguy tatiana thea theo theodore therese thibaud thibault thierry thomas timothee tiphaine tony tristan valentin
    valentine valerie vanessa veronique victor victoria vincent virginie viviane vivien wilfried william xavier yacine yann
    yannick yasmina yasmine yassine yoann yohan youssef yves yvette yvon yvonne zoe
    """.split()
)
# These are words too: something besides has to say that a person is meant.
PRENOMS_AMBIGUS = frozenset(
    """
    ali ambre amine ange aurore basile blanche capucine charlotte claire colombe constant eve fleur florence flora france
    germain iris jade jasmine julienne madeleine manuel marc marguerite marine max melodie narcisse noel olympe pierre
    prudence reine romain romane rose salome sam sylvestre victoire violette
    """.split()
)

__all__ = ["PRENOMS", "PRENOMS_AMBIGUS"]
